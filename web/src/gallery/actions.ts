import { useCallback, useState } from 'react';

/** How actions are answered. */
export const REPLIES = ['succeed', 'fail', 'slow', 'by hand'] as const;
export type Reply = (typeof REPLIES)[number];

export interface LoggedAction {
  readonly id: number;
  readonly type: string;
  readonly payload: unknown;
  readonly state: 'waiting' | 'succeeded' | 'failed';
  /** Ends the wait. */
  readonly settle: (succeeded: boolean) => void;
}

/** What a widget's `action` event tells. */
export interface ActionDetail {
  readonly action: { readonly type: string; readonly payload?: unknown };
  readonly respondWith: (work: Promise<unknown>) => void;
}

const SLOW_MILLISECONDS = 2000;
const KEPT = 50;

/** The actions of the widget on show, the newest first. */
export function useActionLog() {
  const [log, setLog] = useState<readonly LoggedAction[]>([]);

  const take = useCallback(({ action, respondWith }: ActionDetail, reply: Reply) => {
    let end = (_succeeded: boolean) => {};
    const work = new Promise<void>((resolve, reject) => {
      end = (succeeded) => (succeeded ? resolve() : reject(new Error('The page says no.')));
    });
    const settle = (succeeded: boolean) => {
      end(succeeded);
      const state = succeeded ? 'succeeded' : 'failed';
      setLog((before) => before.map((it) => (it.settle === settle ? { ...it, state } : it)));
    };
    const { type, payload } = action;
    setLog((before) => {
      const id = (before[0]?.id ?? 0) + 1;
      return [{ id, type, payload, state: 'waiting' as const, settle }, ...before].slice(0, KEPT);
    });
    respondWith(work);
    if (reply === 'succeed' || reply === 'fail') settle(reply === 'succeed');
    if (reply === 'slow') setTimeout(() => settle(true), SLOW_MILLISECONDS);
  }, []);

  const clear = useCallback(() => setLog([]), []);
  return { log, take, clear };
}
