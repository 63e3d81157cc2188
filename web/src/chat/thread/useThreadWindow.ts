import type { RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import {
  DRAWN_WHOLE,
  Heights,
  heightOf,
  isStale,
  type Range,
  rangeFor,
  type Slot,
  slotsOf,
} from './window';

/** So many turns are drawn first, from the end, until it is known how high they are. */
const DRAWN_FIRST = 20;
/** Of so many turns that a reader has begun something in, the latest are kept. */
const KEPT = 20;

interface ThreadWindow {
  readonly slots: readonly Slot[];
  /** Looks at where the view is, and draws other turns if it must. */
  update: () => void;
  /** Leaves what is read where it is, after something above it has another height than before. */
  steady: () => void;
}

/** The first item that is seen. */
interface Anchor {
  readonly id: string;
  /** In pixels from the top of the content. */
  readonly top: number;
}

/**
 * Draws of a long thread what is near the view.
 *
 * The number of DOM nodes is bounded by the size of the view, not by the length of the thread. A
 * height is measured where it is drawn; a wrong guess of one that never was moves nothing that is
 * seen, since the first item in view is held in its place.
 *
 * @param keys Those of the turns; the same array as long as they are the same.
 */
export function useThreadWindow(
  keys: readonly string[],
  scroller: RefObject<HTMLElement | null>,
  column: RefObject<HTMLElement | null>,
): ThreadWindow {
  const [, redraw] = useState<object>();
  const heights = useRef(new Heights()).current;
  const kept = useRef(new Set<string>()).current;
  const edges = useRef<{ first: string | null; last: string | null }>({ first: null, last: null });
  const anchor = useRef<Anchor | null>(null);
  const width = useRef(0);

  const isWhole = keys.length <= DRAWN_WHOLE;
  const range = isWhole ? { start: 0, end: keys.length } : rangeOf(keys, edges.current);
  const now = useRef({ keys, range, isWhole });
  now.current = { keys, range, isWhole };

  const update = useCallback(() => {
    const [view, content] = [scroller.current, column.current];
    if (!view || !content || view.clientHeight === 0) return;
    if (content.clientWidth !== width.current) {
      width.current = content.clientWidth;
      heights.forget();
    }
    const origin = content.getBoundingClientRect().top;
    const drawn = turnsIn(content).map((turn) => ({
      turn,
      key: turn.dataset['turn'] as string,
      top: turn.getBoundingClientRect().top - origin,
      next: turn.nextElementSibling,
    }));
    const first = drawn.find(({ next }) => bottomOf(next, origin) > view.scrollTop) ?? drawn.at(-1);
    anchor.current = first ? anchorIn(first.turn, view.scrollTop, origin) : null;
    if (now.current.isWhole) {
      edges.current = edgesOf(now.current.keys, now.current.range);
      return;
    }
    for (const { key, top, next } of drawn) heights.set(key, bottomOf(next, origin) - top);
    if (!first) return;
    // Where the view is follows from a turn that is drawn: spaces may be of heights that were guessed.
    const above = heightOf(now.current.keys, heights, {
      start: 0,
      end: now.current.keys.indexOf(first.key),
    });
    const seen = { top: above + view.scrollTop - first.top, height: view.clientHeight };
    if (!isStale(now.current.range, now.current.keys, heights, seen)) return;
    const wanted = rangeFor(now.current.keys, heights, seen);
    const isSame = wanted.start === now.current.range.start && wanted.end === now.current.range.end;
    if (isSame) return;
    edges.current = edgesOf(now.current.keys, wanted);
    redraw({});
  }, [column, heights, scroller]);

  const steady = useCallback(() => {
    const [view, content, held] = [scroller.current, column.current, anchor.current];
    if (!view || !content || !held) return;
    const item = itemsIn(content).find(({ dataset }) => dataset['itemId'] === held.id);
    if (!item) return;
    const top = item.getBoundingClientRect().top - content.getBoundingClientRect().top;
    if (Math.abs(top - held.top) < 1) return;
    anchor.current = { id: held.id, top };
    view.scrollTop += top - held.top;
  }, [column, scroller]);

  // A turn in which something was begun stays as it is, however far it is scrolled away.
  useEffect(() => {
    const content = column.current;
    if (!content) return;
    const keep = (event: Event) => {
      const target = event.target instanceof Element ? event.target : null;
      const key = target?.closest<HTMLElement>('[data-turn]')?.dataset['turn'];
      if (key === undefined) return;
      kept.delete(key);
      kept.add(key);
      const [oldest] = kept;
      if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    };
    const begins = ['click', 'input', 'focusin'];
    for (const type of begins) content.addEventListener(type, keep);
    return () => {
      for (const type of begins) content.removeEventListener(type, keep);
    };
  }, [column, kept]);

  const { start, end } = range;
  useLayoutEffect(() => {
    steady();
    update();
  }, [start, end, keys, steady, update]);

  const slots = slotsOf(keys, heights, range, kept);
  return { slots, update, steady };
}

/** The range that was wanted, in a thread to which turns may have come since. */
function rangeOf(
  keys: readonly string[],
  { first, last }: { first: string | null; last: string | null },
): Range {
  const start = first === null ? -1 : keys.indexOf(first);
  const end = last === null ? keys.length : keys.lastIndexOf(last) + 1;
  if (start < 0 || end <= start) {
    return { start: Math.max(0, keys.length - DRAWN_FIRST), end: keys.length };
  }
  return { start, end };
}

/** The range by its first and last turn; one that reaches the end goes on to do so. */
function edgesOf(keys: readonly string[], { start, end }: Range) {
  return { first: keys[start] ?? null, last: end === keys.length ? null : (keys[end - 1] ?? null) };
}

function turnsIn(content: HTMLElement): HTMLElement[] {
  return [...content.querySelectorAll<HTMLElement>(':scope > [data-turn]')];
}

function itemsIn(content: HTMLElement): HTMLElement[] {
  return [...content.querySelectorAll<HTMLElement>('[data-item-id]')];
}

/** The first item of a turn that reaches into the view. */
function anchorIn(turn: HTMLElement, viewTop: number, origin: number): Anchor | null {
  const items = itemsIn(turn).map((item) => ({ item, frame: item.getBoundingClientRect() }));
  const { item, frame } = items.find(({ frame: { bottom } }) => bottom - origin > viewTop) ??
    items.at(-1) ?? { item: null, frame: null };
  return item ? { id: item.dataset['itemId'] as string, top: frame.top - origin } : null;
}

/** Where a turn's height ends: at the top of what comes after it. */
function bottomOf(next: Element | null, origin: number): number {
  return next ? next.getBoundingClientRect().top - origin : 0;
}
