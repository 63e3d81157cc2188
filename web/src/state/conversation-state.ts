import {
  type Attachment,
  type BranchPoint,
  ChatKitError,
  type FeedbackKind,
  type StreamingRequest,
  type ThreadStreamEvent,
  type UserMessageContent,
  type UserMessageItem,
} from '../protocol';
import type { Older } from './loading';
import type { Unsent } from './outbox';
import { reduce } from './reduce';
import { EMPTY_THREAD, type Entry, type Failure, setStatus, type ThreadState } from './thread';

/**
 * What is going on: `acting` is an action of a widget or of the page, `waiting` is a message that
 * nothing has come back for yet, `tool` is the page's own work for the assistant.
 */
export type Activity =
  | 'idle'
  | 'acting'
  | 'waiting'
  | 'streaming'
  | 'tool'
  | 'stopping'
  | 'reconnecting';

export interface ConversationState {
  readonly id: string | null;
  readonly thread: ThreadState;
  readonly loading: 'no' | 'loading' | 'failed';
  /** What came before the first entry; null when that is the beginning. */
  readonly older: Older | null;
  readonly activity: Activity;
  readonly feedback: ReadonlyMap<string, FeedbackKind>;
}

export function initialState(id: string | null): ConversationState {
  return {
    id,
    thread: EMPTY_THREAD,
    loading: id === null ? 'no' : 'loading',
    older: null,
    activity: 'idle',
    feedback: new Map(),
  };
}

/** What a branch begins with, until the server has made it. */
export interface Beginning {
  readonly origin: BranchPoint;
  readonly entries: readonly Entry[];
  readonly older: Older | null;
}

/**
 * What a branch begins with.
 *
 * @param including Whether the item itself is kept.
 * @throws ChatKitError when it is not in the thread.
 */
export function beginningAt(
  { id, thread, older }: ConversationState,
  itemId: string,
  including: boolean,
): Beginning {
  const index = thread.entries.findIndex(({ item }) => item.id === itemId);
  if (id === null || index < 0) {
    throw new ChatKitError('not_found', 'There is no such item in the thread.');
  }
  const kept = thread.entries.slice(0, including ? index + 1 : index);
  const entries = kept.filter(({ status }) => status === 'done');
  return { origin: { thread_id: id, item_id: itemId }, entries, older };
}

/** Items keep their ids in a branch, so that what is shown of them stays. */
export function beginningState({ entries, older }: Beginning): ConversationState {
  const state = initialState(null);
  return {
    ...state,
    thread: { ...state.thread, entries },
    older: older && { ...older, status: 'idle' },
  };
}

export interface OutgoingMessage {
  readonly content: readonly UserMessageContent[];
  readonly attachments?: readonly Attachment[];
  readonly quotedText?: string;
  readonly toolId?: string;
  readonly model?: string;
}

/** The messages of a conversation that the server has not taken yet, as a page keeps them. */
export interface Queued {
  /** Null for a thread that is yet to be. */
  readonly threadId: string | null;
  /** What the thread is to be a branch of. */
  readonly origin: BranchPoint | null;
  /** In the order in which they were written. */
  readonly messages: readonly Unsent[];
}

let localIds = 0;

function localId(): string {
  localIds += 1;
  return `local_${localIds}`;
}

/** A message that was kept, with an id that no other has on this page. */
export function restoredItem(item: UserMessageItem): UserMessageItem {
  return { ...item, id: localId() };
}

/** A message as it is shown before the server has given it an id. */
export function localItem(threadId: string, message: OutgoingMessage): UserMessageItem {
  const { content, attachments = [], quotedText, toolId, model } = message;
  return {
    type: 'user_message',
    id: localId(),
    thread_id: threadId,
    created_at: new Date().toISOString(),
    content,
    attachments,
    ...(quotedText ? { quoted_text: quotedText } : {}),
    inference_options: {
      ...(toolId === undefined ? {} : { tool_choice: { id: toolId } }),
      ...(model === undefined ? {} : { model }),
    },
  };
}

/** The request that sends a message: to its thread, or to make one of it, or a branch. */
export function messageRequest(
  threadId: string | null,
  item: UserMessageItem,
  origin: BranchPoint | null,
): StreamingRequest {
  const input = {
    content: item.content,
    attachments: (item.attachments ?? []).map((attachment) => attachment.id),
    ...(item.quoted_text === undefined ? {} : { quoted_text: item.quoted_text }),
    inference_options: item.inference_options ?? {},
  };
  if (threadId === null && origin) {
    return { type: 'x.threads.branch', params: { ...origin, input } };
  }
  return threadId === null
    ? { type: 'threads.create', params: { input } }
    : { type: 'threads.add_user_message', params: { thread_id: threadId, input } };
}

/**
 * The conversation after an event of an answer. Pure.
 *
 * @param requestId Of the request that is answered.
 */
export function applyEvent(
  state: ConversationState,
  event: ThreadStreamEvent,
  requestId: string | null,
): ConversationState {
  let thread = reduce(state.thread, event);
  if (event.type === 'error' && thread.failure) {
    thread = { ...thread, failure: { ...thread.failure, requestId } };
  }
  const isAtWork = event.type === 'thread.item.added' || event.type === 'progress_update';
  const activity = isAtWork && state.activity !== 'stopping' ? 'streaming' : state.activity;
  return { ...state, id: thread.meta?.id ?? state.id, thread, activity };
}

/** A message that the server never confirmed can be sent again. */
export function failPending(thread: ThreadState): ThreadState {
  const pending = thread.entries.find((entry) => entry.status === 'sending');
  if (!pending) return thread;
  const failure: Failure | null = thread.failure && {
    ...thread.failure,
    retry: { type: 'resend', key: pending.key },
  };
  return { ...setStatus(thread, pending.key, 'failed'), failure };
}
