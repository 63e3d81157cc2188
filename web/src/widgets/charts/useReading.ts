import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type Layout, nearest } from './layout';

export interface Reading {
  /** The category that is read; null while none is. */
  readonly index: number | null;
  /** It was chosen by key: what it has is to be spoken. */
  readonly isSpoken: boolean;
}

const NONE: Reading = { index: null, isSpoken: false };
/** How far Page Up and Page Down go, as a part of the whole. */
const PAGE = 0.1;

/** The category that is pointed at, touched or reached by key. */
export function useReading(
  box: RefObject<HTMLElement | null>,
  layout: Layout | null,
  isRtl: boolean,
) {
  const [{ index, isSpoken }, setReading] = useState(NONE);
  const count = layout?.xs.length ?? 0;
  // Data can become fewer while they are read.
  const current = index === null || count === 0 ? null : Math.min(index, count - 1);
  const isOpen = current !== null;

  useEffect(() => {
    if (!isOpen) return;
    const close = () => setReading(NONE);
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && close();
    const onPress = (event: Event) => {
      if (box.current && !event.composedPath().includes(box.current)) close();
    };
    document.addEventListener('keydown', onKey);
    document.addEventListener('pointerdown', onPress);
    return () => {
      document.removeEventListener('keydown', onKey);
      document.removeEventListener('pointerdown', onPress);
    };
  }, [isOpen, box]);

  const point = (event: PointerEvent) => {
    if (!box.current || !layout) return;
    const { left, width } = box.current.getBoundingClientRect();
    const x = ((event.clientX - left) / width) * layout.width;
    setReading({ index: nearest(layout, x), isSpoken: false });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && isOpen) {
      setReading(NONE);
    } else {
      const next = step(event.key, current, count, isRtl);
      if (next === null) return;
      setReading({ index: next, isSpoken: true });
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return {
    reading: { index: current, isSpoken },
    handlers: {
      onPointerMove: point,
      onPointerDown: point,
      onPointerCancel: () => setReading(NONE),
      // A finger is lifted from where it reads; what it read stays until it touches elsewhere.
      onPointerLeave: (event: PointerEvent) => event.pointerType !== 'touch' && setReading(NONE),
      onBlur: () => setReading(NONE),
      onKeyDown,
    },
  };
}

/** Where a key leads to; null for a key that leads nowhere. */
export function step(
  key: string,
  from: number | null,
  count: number,
  isRtl: boolean,
): number | null {
  if (count === 0) return null;
  const page = Math.max(1, Math.round(count * PAGE));
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: isRtl ? -1 : 1,
    ArrowLeft: isRtl ? 1 : -1,
    PageDown: page,
    PageUp: -page,
    Home: -count,
    End: count,
  };
  const by = steps[key];
  if (by === undefined) return null;
  // The first key shows where one is: at the side that it points away from.
  const start = from ?? (by > 0 ? -1 : count);
  return Math.min(count - 1, Math.max(0, start + by));
}
