import type { Page, ThreadItem, ThreadMetadata, UserMessageItem } from '../protocol';
import type { Announcement } from './announcement';

/**
 * Where an entry is in its life: `sending`, `queued` (until the device is online again) and `failed`
 * are the page's own (a message that the server has not taken yet), `open` still receives updates,
 * `done` is final.
 */
export type EntryStatus = 'sending' | 'queued' | 'failed' | 'open' | 'done';

/** An item in its place in the thread. */
export interface Entry {
  /** Stays the same when a message of the page's own gets its id from the server. */
  readonly key: string;
  readonly item: ThreadItem;
  readonly status: EntryStatus;
}

export interface Notice extends Announcement {
  readonly key: number;
}

/** Something that went wrong, as it is shown in the thread. */
export interface Failure {
  readonly code: string;
  /** For people; null where the code alone says what is known. */
  readonly message: string | null;
  readonly requestId: string | null;
  /** The HTTP status, or 0 when there was none. */
  readonly status: number;
  /** Before this moment, in milliseconds since the epoch, trying again is refused. */
  readonly retryAt: number | null;
  /** What trying again would do; null where it would not help. */
  readonly retry: Retry | null;
}

export type Retry =
  /** Send the message that the server did not take. */
  | { readonly type: 'resend'; readonly key: string }
  /** Answer a message again. */
  | { readonly type: 'rerun'; readonly itemId: string }
  /** Look for the rest of an answer whose connection broke. */
  | { readonly type: 'reconnect' };

export interface Progress {
  readonly icon: string | null;
  readonly text: string;
}

/** Everything of a thread that events change. */
export interface ThreadState {
  readonly meta: ThreadMetadata | null;
  readonly entries: readonly Entry[];
  readonly allowCancel: boolean;
  readonly progress: Progress | null;
  readonly notices: readonly Notice[];
  readonly failure: Failure | null;
}

export const EMPTY_THREAD: ThreadState = {
  meta: null,
  entries: [],
  allowCancel: true,
  progress: null,
  notices: [],
  failure: null,
};

export function findEntry(state: ThreadState, itemId: string): Entry | undefined {
  // Nearly always one of the last: what streams is at the end.
  return state.entries.findLast((entry) => entry.item.id === itemId);
}

/** Replaces one entry in its place. */
export function putEntry(state: ThreadState, old: Entry, next: Entry): ThreadState {
  return { ...state, entries: state.entries.with(state.entries.lastIndexOf(old), next) };
}

export function removeEntry(state: ThreadState, key: string): ThreadState {
  return { ...state, entries: state.entries.filter((entry) => entry.key !== key) };
}

/** Puts a message of the page's own at the end, before the server knows of it. */
export function addPending(state: ThreadState, item: UserMessageItem): ThreadState {
  const entry: Entry = { key: item.id, item, status: 'sending' };
  return { ...state, entries: [...state.entries, entry], notices: [], failure: null };
}

export function setStatus(state: ThreadState, key: string, status: EntryStatus): ThreadState {
  return {
    ...state,
    entries: state.entries.map((entry) => (entry.key === key ? { ...entry, status } : entry)),
  };
}

/**
 * What a thread is when its response is over: nothing is open, nothing is in progress. A message that
 * was cut off before its first word is dropped, as the server does.
 */
export function settle(state: ThreadState): ThreadState {
  const anyOpen = state.entries.some((entry) => entry.status === 'open');
  if (!anyOpen && state.progress === null) return state;
  const entries = state.entries
    .filter((entry) => entry.status !== 'open' || !isEmpty(entry.item))
    .map((entry): Entry => (entry.status === 'open' ? { ...entry, status: 'done' } : entry));
  return { ...state, entries, progress: null };
}

function isEmpty(item: ThreadItem): boolean {
  return item.type === 'assistant_message' && item.content.every((part) => part.text === '');
}

/** Whether a message is the page's own, and nobody is sending it. */
const isUnsent = (status: EntryStatus) => status === 'failed' || status === 'queued';

/** Drops what comes after an item, as the server does when that item is answered again. */
export function truncateAfter(state: ThreadState, itemId: string): ThreadState {
  const index = state.entries.findIndex((entry) => entry.item.id === itemId);
  if (index < 0) return state;
  const kept = state.entries.slice(0, index + 1);
  const unsent = state.entries.slice(index + 1).filter(({ status }) => isUnsent(status));
  return { ...state, entries: [...kept, ...unsent], notices: [], failure: null };
}

const done = (item: ThreadItem): Entry => ({ key: item.id, item, status: 'done' });

/** Puts an older page (newest item first, as it was asked for) in front of what is there. */
export function prependPage(state: ThreadState, page: Page<ThreadItem>): ThreadState {
  const known = new Set(state.entries.map((entry) => entry.item.id));
  const older = page.data.filter((item) => !known.has(item.id)).map(done);
  return { ...state, entries: [...older.reverse(), ...state.entries] };
}

/**
 * Brings the newest part of a thread to what the server has.
 *
 * @param newestFirst The items from the end of the thread backwards.
 * @param complete Whether they reach the beginning; otherwise entries before the oldest of them stay.
 */
export function syncNewest(
  state: ThreadState,
  newestFirst: readonly ThreadItem[],
  complete: boolean,
): ThreadState {
  const known = new Map(state.entries.map((entry) => [entry.item.id, entry]));
  const fresh = newestFirst.toReversed().map((item): Entry => {
    const entry = known.get(item.id);
    return entry ? { ...entry, item, status: 'done' } : done(item);
  });
  const oldest = fresh[0];
  const start = oldest ? state.entries.findIndex((e) => e.item.id === oldest.item.id) : -1;
  // Without overlap there is a gap: what came before it is dropped, and loaded again on scrolling up.
  const before = complete || start < 0 ? [] : state.entries.slice(0, start);
  // A message that was on its way when the connection broke may have arrived under its new id.
  const arrived = newestFirst.some((item) => item.type === 'user_message' && !known.has(item.id));
  const unsent = state.entries.filter(
    ({ status }) => isUnsent(status) || (status === 'sending' && !arrived),
  );
  return { ...state, entries: [...before, ...fresh, ...unsent] };
}

/** Refreshes items in place and leaves everything else as it is: for a thread that is being answered. */
export function refreshKnown(state: ThreadState, items: readonly ThreadItem[]): ThreadState {
  const fresh = new Map(items.map((item) => [item.id, item]));
  const entries = state.entries.map((entry): Entry => {
    const item = entry.status === 'done' ? fresh.get(entry.item.id) : undefined;
    return item ? { ...entry, item } : entry;
  });
  return { ...state, entries };
}
