import { type Announcement, isAnnouncement } from './announcement';
import type { Judgement } from './feedback';

/** What happened to a thread: nothing of what is in it. */
export type ThreadNews =
  | ({ readonly threadId: string } & (
      | { readonly news: 'changed' | 'deleted' }
      | ({ readonly news: 'feedback' } & Judgement)
    ))
  /** Nobody knows to which threads: the server could not be heard for a while. */
  | { readonly news: 'missed' }
  /** The server tells everybody something from now on, or nothing any more. */
  | { readonly news: 'announced'; readonly announcement: Announcement | null }
  /** Somebody has just come, and does not know what was announced before. */
  | { readonly news: 'joined' };

/**
 * Tells the other elements of this browser that show the same server what happened to a thread: in
 * other tabs, and on the same page.
 *
 * Only ids and kinds of news go out. Who gets them asks the server, as whoever they are signed in as.
 */
export class Tabs {
  readonly #onNews: (news: ThreadNews) => void;
  #channel: BroadcastChannel | null = null;
  #name: string | null = null;

  constructor(onNews: (news: ThreadNews) => void) {
    this.#onNews = onNews;
  }

  /**
   * Joins those who show the same server, or leaves them.
   *
   * @param server The address of its endpoint; null to be by oneself.
   * @returns Whether that is somebody else than before.
   */
  join(server: string | null): boolean {
    if (server === this.#name) return false;
    this.#channel?.close();
    this.#channel = null;
    this.#name = server;
    if (server === null || typeof BroadcastChannel === 'undefined') return true;
    this.#channel = new BroadcastChannel(`openai-chatkit:${server}`);
    this.#channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (isNews(data)) this.#onNews(data);
    });
    return true;
  }

  tell(news: ThreadNews): void {
    this.#channel?.postMessage(news);
  }
}

/** Anything on the page's origin may write into a channel. */
function isNews(value: unknown): value is ThreadNews {
  if (typeof value !== 'object' || value === null) return false;
  const { threadId, news, itemIds, kind, announcement } = value as Readonly<
    Record<string, unknown>
  >;
  if (news === 'missed' || news === 'joined') return true;
  if (news === 'announced') return announcement === null || isAnnouncement(announcement);
  if (typeof threadId !== 'string') return false;
  if (news !== 'feedback') return news === 'changed' || news === 'deleted';
  const isJudgement = kind === 'positive' || kind === 'negative';
  return isJudgement && Array.isArray(itemIds) && itemIds.every((id) => typeof id === 'string');
}
