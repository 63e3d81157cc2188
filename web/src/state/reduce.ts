import type { ThreadItem, ThreadMetadata, ThreadStreamEvent } from '../protocol';
import { isSameNotice } from './announcement';
import { type Entry, findEntry, putEntry, type ThreadState } from './thread';
import { applyUpdate } from './updates';

/**
 * The thread after an event. Pure.
 *
 * Items are known by their id: an item that is added again is replaced in its place, so that a
 * snapshot may overlap with what is already there, and a stream that is replayed from its start ends
 * in the same state. Updates of an unknown item change nothing, nor do text deltas of a final one.
 */
export function reduce(state: ThreadState, event: ThreadStreamEvent): ThreadState {
  switch (event.type) {
    case 'thread.created':
    case 'thread.updated': {
      // Such events carry no items, whatever the thread has.
      const { items: _items, ...meta } = event.thread;
      return { ...state, meta: meta satisfies ThreadMetadata };
    }
    case 'thread.item.added':
      return quiet(place(state, event.item, 'open'), event.item);
    case 'thread.item.done':
    case 'thread.item.replaced':
      return quiet(place(state, event.item, 'done'), event.item);
    case 'thread.item.removed': {
      const entries = state.entries.filter((entry) => entry.item.id !== event.item_id);
      return entries.length === state.entries.length ? state : { ...state, entries };
    }
    case 'thread.item.updated': {
      const entry = findEntry(state, event.item_id);
      if (!entry) return state;
      const isDelta = event.update.type === 'assistant_message.content_part.text_delta';
      if (isDelta && entry.status === 'done') return state;
      const item = applyUpdate(entry.item, event.update);
      return item === entry.item ? state : putEntry(state, entry, { ...entry, item });
    }
    case 'stream_options': {
      const allowCancel = event.stream_options.allow_cancel !== false;
      return allowCancel === state.allowCancel ? state : { ...state, allowCancel };
    }
    case 'progress_update':
      return { ...state, progress: { icon: event.icon ?? null, text: event.text } };
    case 'error': {
      const itemId = event.allow_retry ? lastUserMessageId(state) : null;
      return {
        ...state,
        progress: null,
        failure: {
          code: event.code ?? 'custom',
          message: event.message ?? null,
          requestId: null,
          status: 0,
          retryAt: null,
          retry: itemId === null ? null : { type: 'rerun', itemId },
        },
      };
    }
    case 'notice': {
      const { level, message, title = null } = event;
      // A stream that is read again says again what is shown already.
      if (state.notices.some((shown) => isSameNotice(shown, { level, message, title })))
        return state;
      const key = (state.notices.at(-1)?.key ?? 0) + 1;
      return { ...state, notices: [...state.notices, { key, level, message, title }] };
    }
    case 'thread.changed':
    case 'thread.deleted':
    case 'notice.ended':
    case 'client_effect':
      // For the page, not for the thread: the conversation passes it on.
      return state;
    default:
      return unknownEvent(event, state);
  }
}

/** Puts an item where it is already, where the page's own message waits for it, or at the end. */
function place(state: ThreadState, item: ThreadItem, status: Entry['status']): ThreadState {
  const known = findEntry(state, item.id);
  if (known) return putEntry(state, known, { ...known, item, status });
  if (item.type === 'user_message') {
    const pending = state.entries.find((entry) => entry.status === 'sending');
    if (pending) return putEntry(state, pending, { key: pending.key, item, status: 'done' });
  }
  // What was written offline has not been said yet: it stays behind everything that has.
  const end = state.entries.findLastIndex((entry) => entry.status !== 'queued') + 1;
  return { ...state, entries: state.entries.toSpliced(end, 0, { key: item.id, item, status }) };
}

/** What was in progress has led to something: its line goes. */
function quiet(state: ThreadState, item: ThreadItem): ThreadState {
  return state.progress === null || item.type === 'user_message'
    ? state
    : { ...state, progress: null };
}

export function lastUserMessageId(state: ThreadState): string | null {
  const entry = state.entries.findLast(
    (candidate) => candidate.item.type === 'user_message' && candidate.status === 'done',
  );
  return entry?.item.id ?? null;
}

/** `event` is `never`: the compiler's proof that the protocol's events are all handled above. */
function unknownEvent(_event: never, state: ThreadState): ThreadState {
  return state;
}
