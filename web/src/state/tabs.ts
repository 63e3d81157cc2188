/** What happened to a thread: nothing of what is in it. */
export type ThreadNews = 'changed' | 'deleted';

interface Message {
  readonly news: ThreadNews;
  readonly threadId: string;
}

/**
 * Tells the other elements of this browser that show the same server what happened to a thread: in
 * other tabs, and on the same page.
 *
 * Only ids and kinds of news go out. Who gets them asks the server, as whoever they are signed in as.
 */
export class Tabs {
  readonly #onNews: (news: ThreadNews, threadId: string) => void;
  #channel: BroadcastChannel | null = null;
  #name: string | null = null;

  constructor(onNews: (news: ThreadNews, threadId: string) => void) {
    this.#onNews = onNews;
  }

  /**
   * Joins those who show the same server, or leaves them.
   *
   * @param server The address of its endpoint; null to be by oneself.
   */
  join(server: string | null): void {
    if (server === this.#name) return;
    this.#channel?.close();
    this.#channel = null;
    this.#name = server;
    if (server === null || typeof BroadcastChannel === 'undefined') return;
    this.#channel = new BroadcastChannel(`openai-chatkit:${server}`);
    this.#channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (isMessage(data)) this.#onNews(data.news, data.threadId);
    });
  }

  tell(news: ThreadNews, threadId: string): void {
    this.#channel?.postMessage({ news, threadId } satisfies Message);
  }
}

/** Anything on the page's origin may write into a channel. */
function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null) return false;
  const { news, threadId } = value as Partial<Record<keyof Message, unknown>>;
  return (news === 'changed' || news === 'deleted') && typeof threadId === 'string';
}
