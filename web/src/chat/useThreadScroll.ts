import type { RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Conversation, ConversationState, Failure } from '../state';
import { useChat, useObservable } from './context';

/** So close to the end, in pixels, the reader is at the end. */
const NEAR_END = 48;
/** So far from the end it is worth a button to get there. */
const FAR_FROM_END = 240;
/** So many heights of the view the way to the end is shown. */
const SMOOTH_WAY = 4;
/** So close to the start the page before it is loaded. */
const NEAR_START = 600;

/** Where each conversation was left: at its end, or so many pixels from its top. */
const places = new WeakMap<Conversation, 'end' | number>();

interface ThreadScroll {
  scroller: RefObject<HTMLDivElement | null>;
  /** The content that is scrolled. */
  column: RefObject<HTMLDivElement | null>;
  /** Empty space below the last turn, so that a new question can stand at the top. */
  filler: RefObject<HTMLDivElement | null>;
  isFar: boolean;
  toEnd: () => void;
}

/** What draws only a part of a thread must hear when the view moved or something changed its height. */
interface Drawn {
  update: () => void;
  steady: () => void;
}

const prefersStill = () =>
  globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').matches ?? true;

/**
 * Keeps the reader's place in a thread.
 *
 * - A thread opens at its end, or where it was left.
 * - With the option `thread.autoScroll` the end stays in view while a reader is there; one who
 *   scrolled away is left alone.
 * - Without it a message that the reader sends moves to the top, the answer grows below it, and the
 *   end is kept in view only while nothing streams.
 * - What changes without being said anew, such as a widget whose button was pressed, changes where it
 *   is: the end is not kept in view for it.
 * - Older messages that come in above leave what is read where it is.
 */
export function useThreadScroll(
  conversation: Conversation,
  state: ConversationState,
  { scroller, column }: Pick<ThreadScroll, 'scroller' | 'column'>,
  { update, steady }: Drawn,
): Omit<ThreadScroll, 'scroller' | 'column'> {
  const chat = useChat();
  const reattached = useObservable(chat.reattached);
  const filler = useRef<HTMLDivElement>(null);
  const [isFar, setFar] = useState(false);
  /** The turn that was sent from here last: it is kept at the top. */
  const anchor = useRef<string | null>(null);
  const before = useRef<{ last: string; failure: Failure | null }>({ last: '', failure: null });
  /** The size at which the end need not be in view, since only something above it has changed. */
  const held = useRef('');
  /** How far down the view was when it was last looked at. */
  const seen = useRef(0);

  const autoScrolls = useCallback(() => chat.options.value.thread?.autoScroll === true, [chat]);

  const fillUp = useCallback(() => {
    const [view, content, space] = [scroller.current, column.current, filler.current];
    if (!view || !content || !space || anchor.current === null) return;
    const turns = [...content.children] as HTMLElement[];
    const turn = turns.findLast((child) => child.dataset['turn'] === anchor.current);
    if (!turn) return;
    const below = space.offsetTop - turn.offsetTop;
    // The same space stays above the turn as below the last one.
    const rest = view.clientHeight - below - 2 * gapOf(content);
    space.style.height = `${Math.max(0, rest)}px`;
  }, []);

  const measure = useCallback(() => {
    const view = scroller.current;
    if (!view || view.clientHeight === 0) return;
    update();
    seen.current = view.scrollTop;
    const rest = wayToEnd(view);
    places.set(conversation, rest < NEAR_END ? 'end' : view.scrollTop);
    setFar(rest > FAR_FROM_END);
    if (view.scrollTop < NEAR_START && conversation.state.value.older?.status === 'idle') {
      void conversation.loadOlder();
    }
  }, [conversation, scroller, update]);

  const goTo = useCallback((top: number, smooth: boolean) => {
    const view = scroller.current;
    view?.scrollTo?.({ top, behavior: smooth && !prefersStill() ? 'smooth' : 'instant' });
    seen.current = view?.scrollTop ?? 0;
  }, []);

  const toEnd = useCallback(() => {
    const view = scroller.current;
    if (!view) return;
    // A long way is not travelled: what is on it would have to be drawn.
    const isNear = view.scrollHeight - view.scrollTop < SMOOTH_WAY * view.clientHeight;
    goTo(view.scrollHeight, isNear);
    places.set(conversation, 'end');
  }, [conversation, goTo, scroller]);

  /** What grew keeps the end in view, if that is what the reader looks at. */
  const follow = useCallback(() => {
    const view = scroller.current;
    // What shrank, or went, below a question at the top has pulled the view up to its new end.
    const isPulled = view !== null && view.scrollTop < seen.current && wayToEnd(view) < 1;
    const pulledFrom = isPulled ? seen.current : null;
    steady();
    fillUp();
    if (held.current === sizeOf(scroller.current)) return measure();
    held.current = '';
    const place = places.get(conversation) ?? 'end';
    const isStill = conversation.state.value.activity === 'idle';
    if (place === 'end' && (isStill || autoScrolls())) {
      goTo(scroller.current?.scrollHeight ?? 0, false);
    } else if (pulledFrom !== null) {
      goTo(pulledFrom, false);
    }
    measure();
  }, [autoScrolls, conversation, fillUp, goTo, measure]);

  useLayoutEffect(() => {
    const place = places.get(conversation) ?? 'end';
    goTo(place === 'end' ? (scroller.current?.scrollHeight ?? 0) : place, false);
  }, [conversation, reattached, goTo]);

  const { entries, failure } = state.thread;
  useLayoutEffect(() => {
    const view = scroller.current;
    if (!view) return;
    const last = entries.at(-1);
    const was = before.current;
    const isSent = last?.status === 'sending' || last?.status === 'queued';
    if (isSent && last.key !== was.last) {
      const follows = autoScrolls();
      anchor.current = follows ? null : last.key;
      fillUp();
      // What follows must not be seen on the way: it would not be at the end.
      goTo(view.scrollHeight, was.last !== '' && !follows);
      places.set(conversation, 'end');
    } else {
      const isSaid =
        last?.key !== was.last ||
        last?.status === 'open' ||
        (failure !== null && failure !== was.failure);
      held.current = isSaid || isAnswering(conversation.state.value) ? '' : sizeOf(view);
      follow();
    }
    before.current = { last: last?.key ?? '', failure };
  }, [autoScrolls, conversation, entries, failure, fillUp, follow, goTo]);

  useEffect(() => {
    const [view, content] = [scroller.current, column.current];
    if (!view || !content) return;
    view.addEventListener('scroll', measure, { passive: true });
    const observer = typeof ResizeObserver === 'undefined' ? null : new ResizeObserver(follow);
    observer?.observe(view);
    observer?.observe(content);
    return () => {
      view.removeEventListener('scroll', measure);
      observer?.disconnect();
    };
  }, [follow, measure]);

  return { filler, isFar, toEnd };
}

/** An answer is on its way; a pressed button alone brings none. */
export function isAnswering({ activity }: ConversationState): boolean {
  return activity !== 'idle' && activity !== 'acting';
}

function sizeOf(view: HTMLElement | null): string {
  return view ? `${view.scrollHeight} in ${view.clientHeight}` : '';
}

/** How many pixels there are below what is in view. */
function wayToEnd({ scrollHeight, scrollTop, clientHeight }: HTMLElement): number {
  return scrollHeight - scrollTop - clientHeight;
}

function gapOf(content: HTMLElement): number {
  return Number.parseFloat(getComputedStyle(content).rowGap) || 0;
}
