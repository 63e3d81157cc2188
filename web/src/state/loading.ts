import {
  asItem,
  type Page,
  type ProtocolClient,
  type Thread,
  type ThreadItem,
  type ThreadMetadata,
} from '../protocol';

/** Where the part of a thread that is not loaded yet ends. */
export interface Older {
  readonly after: string;
  readonly status: 'idle' | 'loading' | 'failed';
}

const PAGE_SIZE = 30;
/** The most that a server gives in one page. */
const LARGEST_PAGE = 100;

function olderThan(page: Page<ThreadItem>): Older | null {
  const after = page.after ?? page.data.at(-1)?.id;
  return page.has_more && after ? { after, status: 'idle' } : null;
}

function metadataOf(thread: Thread): ThreadMetadata {
  const { items: _items, ...meta } = thread;
  return meta;
}

/**
 * Loads a thread at its newest end.
 *
 * `threads.get_by_id` gives the oldest items, so that they are asked for separately, newest first.
 */
export async function loadThread(client: ProtocolClient, threadId: string, signal: AbortSignal) {
  const [thread, read] = await Promise.all([
    client.request('threads.get_by_id', { thread_id: threadId }, signal),
    readPage(client, threadId, undefined, PAGE_SIZE, signal),
  ]);
  return { meta: metadataOf(thread.data), run: thread.run, ...read };
}

/** Loads the page before an item. */
export function readOlder(
  client: ProtocolClient,
  threadId: string,
  after: string,
  signal: AbortSignal,
) {
  return readPage(client, threadId, after, PAGE_SIZE, signal);
}

async function readPage(
  client: ProtocolClient,
  threadId: string,
  after: string | undefined,
  limit: number,
  signal: AbortSignal,
) {
  const { data } = await client.request(
    'items.list',
    { thread_id: threadId, order: 'desc', limit, ...(after === undefined ? {} : { after }) },
    signal,
  );
  const page = { ...data, data: data.data.map(asItem).filter((item) => item !== null) };
  return { page, older: olderThan(data) };
}

/** Loads at least `count` of the newest items, and what is known of the thread itself. */
export async function readNewest(
  client: ProtocolClient,
  threadId: string,
  count: number,
  signal: AbortSignal,
) {
  const [thread, read] = await Promise.all([
    client.request('threads.get_by_id', { thread_id: threadId }, signal),
    readItems(client, threadId, Math.max(count, PAGE_SIZE), signal),
  ]);
  return { meta: metadataOf(thread.data), run: thread.run, ...read };
}

/** Loads at least `wanted` items, if there are so many, newest first. */
export async function readItems(
  client: ProtocolClient,
  threadId: string,
  wanted: number,
  signal: AbortSignal,
) {
  const items: ThreadItem[] = [];
  let older: Older | null = null;
  do {
    const limit = Math.min(wanted - items.length, LARGEST_PAGE);
    const read = await readPage(client, threadId, older?.after, limit, signal);
    items.push(...read.page.data);
    older = read.older;
  } while (older && items.length < wanted);
  return { items, older };
}
