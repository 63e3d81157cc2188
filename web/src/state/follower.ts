import { isRateLimit, type ProtocolClient } from '../protocol';
import { wait } from './environment';
import { isTransient } from './failures';
import type { ThreadNews } from './tabs';

/** Milliseconds before a broken connection is made again; the last one for as often as it takes. */
const RECONNECT_DELAYS = [1_000, 5_000, 20_000, 60_000];

/**
 * Hears from the server what came into the user's threads by another way than a page.
 *
 * A browser has few connections to a server: of all elements on it only one asks, and tells the
 * others. When it goes, another one takes its place.
 */
export class Follower {
  readonly #client: ProtocolClient;
  readonly #onNews: (news: ThreadNews) => void;
  #server: string | null = null;
  #stopped = new AbortController();

  /** @param onNews Called by the one that asks; the others are to be told. */
  constructor(client: ProtocolClient, onNews: (news: ThreadNews) => void) {
    this.#client = client;
    this.#onNews = onNews;
  }

  /**
   * Begins to ask a server that can tell, or ends it.
   *
   * @param server The address of its endpoint; null to ask nobody.
   */
  join(server: string | null): void {
    // Without locks, in pages that came unencrypted, each one would ask for itself.
    const wanted = this.#client.supports('x.threads.follow') && navigator.locks ? server : null;
    if (wanted === this.#server) return;
    this.#stopped.abort();
    this.#server = wanted;
    if (wanted === null) return;
    this.#stopped = new AbortController();
    const { signal } = this.#stopped;
    navigator.locks
      .request(`openai-chatkit:${wanted}`, { signal }, () => this.#follow(signal))
      // It was given up, or the server does not want to be asked: what is new is seen later.
      .catch(() => undefined);
  }

  async #follow(signal: AbortSignal): Promise<void> {
    for (let failures = 0; ; ) {
      try {
        const stream = await this.#client.open({ type: 'x.threads.follow', params: {} }, signal);
        // What came meanwhile was told to nobody.
        if (failures > 0) this.#onNews({ news: 'missed' });
        failures = 0;
        for await (const { events } of stream) {
          for (const event of events) {
            if (event.type === 'thread.changed' || event.type === 'thread.deleted') {
              const news = event.type === 'thread.changed' ? 'changed' : 'deleted';
              this.#onNews({ news, threadId: event.thread_id });
            } else if (event.type === 'notice') {
              const { level, message, title = null } = event;
              this.#onNews({ news: 'announced', announcement: { level, message, title } });
            } else if (event.type === 'notice.ended') {
              this.#onNews({ news: 'announced', announcement: null });
            }
          }
        }
      } catch (error) {
        const isCrowded = isRateLimit(error);
        if (!isTransient(error) && !isCrowded) throw error;
        const asked = isCrowded ? (error.retryAfter ?? 0) : 0;
        const delay = Math.max(asked, RECONNECT_DELAYS[failures] ?? 60_000);
        failures += 1;
        await wait(delay, signal);
      }
    }
  }
}
