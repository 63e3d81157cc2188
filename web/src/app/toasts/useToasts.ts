import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

export interface ToastOptions {
  readonly message: string;
  readonly tone?: 'info' | 'error';
  /** What Undo does. A toast with it also does something when it goes away unused. */
  readonly undo?: () => void;
  /** Called once when the toast goes away and Undo was not used, also because the page goes. */
  readonly onExpire?: () => void;
}

export interface Toast extends ToastOptions {
  readonly id: number;
}

export interface Toasts {
  readonly toasts: readonly Toast[];
  readonly show: (options: ToastOptions) => void;
  readonly undo: (id: number) => void;
  readonly dismiss: (id: number) => void;
  /** Stops the clock while someone reads or reaches for a toast. */
  readonly hold: () => void;
  readonly release: () => void;
}

/** Long enough to read a line and to press Undo, in milliseconds. */
export const TOAST_DURATION = 6_000;
const MOST_AT_ONCE = 3;

/** Short messages that go away by themselves, and the deeds that wait for them to go. */
export function useToasts(): Toasts {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const live = useRef(new Map<number, { toast: Toast; timer?: ReturnType<typeof setTimeout> }>());
  const lastId = useRef(0);
  const held = useRef(false);

  const remove = useCallback((id: number): Toast | undefined => {
    const entry = live.current.get(id);
    if (!entry) return undefined;
    clearTimeout(entry.timer);
    live.current.delete(id);
    setToasts((now) => now.filter((toast) => toast.id !== id));
    return entry.toast;
  }, []);

  const dismiss = useCallback((id: number) => remove(id)?.onExpire?.(), [remove]);
  const undo = useCallback((id: number) => remove(id)?.undo?.(), [remove]);

  const start = useCallback(
    (id: number) => {
      const entry = live.current.get(id);
      if (!entry) return;
      clearTimeout(entry.timer);
      entry.timer = setTimeout(() => dismiss(id), TOAST_DURATION);
    },
    [dismiss],
  );

  const show = useCallback(
    (options: ToastOptions) => {
      const toast: Toast = { ...options, id: ++lastId.current };
      const [oldest] = live.current.keys();
      if (live.current.size >= MOST_AT_ONCE && oldest !== undefined) dismiss(oldest);
      live.current.set(toast.id, { toast });
      setToasts((now) => [...now, toast]);
      if (!held.current) start(toast.id);
    },
    [dismiss, start],
  );

  const hold = useCallback(() => {
    held.current = true;
    for (const entry of live.current.values()) clearTimeout(entry.timer);
  }, []);

  const release = useCallback(() => {
    held.current = false;
    for (const id of live.current.keys()) start(id);
  }, [start]);

  useEffect(() => {
    const flush = () => {
      for (const id of [...live.current.keys()]) dismiss(id);
    };
    window.addEventListener('pagehide', flush);
    return () => window.removeEventListener('pagehide', flush);
  }, [dismiss]);

  return useMemo(
    () => ({ toasts, show, undo, dismiss, hold, release }),
    [toasts, show, undo, dismiss, hold, release],
  );
}
