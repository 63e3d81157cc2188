import { ApiError, request } from '../api';
import { endpoint } from '../place';
import type { ThreadPage, ThreadRow } from './model';

const PAGE_SIZE = 30;

interface WireThread {
  readonly id: string;
  readonly title?: string | null;
  readonly created_at: string;
}

interface WirePage<T> {
  readonly data: readonly T[];
  readonly has_more: boolean;
}

interface WireActivity {
  readonly thread: WireThread;
  readonly last_activity_at: string;
}

function call<T>(type: string, params: Record<string, unknown>, keepalive = false): Promise<T> {
  return request<T>(endpoint(), { method: 'POST', body: { type, params }, keepalive });
}

function rowOf(thread: WireThread, activityAt: string | null): ThreadRow {
  return { id: thread.id, title: thread.title ?? null, createdAt: thread.created_at, activityAt };
}

/** Whether the server knows `x.threads.list`; null until it was asked. */
let tellsActivity: boolean | null = null;

/**
 * A page of the user's threads, latest activity first.
 *
 * Asks by the extension that tells when each thread was last active, and by the plain
 * protocol where the server does not know it.
 *
 * @param after the last row that is known, null for the first page
 */
export async function listThreads(after: string | null): Promise<ThreadPage> {
  const params = { limit: PAGE_SIZE, order: 'desc', ...(after !== null && { after }) };
  if (tellsActivity !== false) {
    try {
      const page = await call<WirePage<WireActivity>>('x.threads.list', params);
      tellsActivity = true;
      return {
        rows: page.data.map((entry) => rowOf(entry.thread, entry.last_activity_at)),
        hasMore: page.has_more,
      };
    } catch (error) {
      const unknownType = error instanceof ApiError && [400, 501].includes(error.status);
      if (tellsActivity === true || !unknownType) throw error;
      tellsActivity = false;
    }
  }
  const page = await call<WirePage<WireThread>>('threads.list', params);
  return { rows: page.data.map((thread) => rowOf(thread, null)), hasMore: page.has_more };
}

export async function renameThread(threadId: string, title: string): Promise<void> {
  await call<WireThread>('threads.update', { thread_id: threadId, title });
}

/** The request may outlive the page: a delete waits for its Undo, and then the page may go. */
export async function deleteThread(threadId: string): Promise<void> {
  await call('threads.delete', { thread_id: threadId }, true);
}
