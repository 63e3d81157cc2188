import { ChatKitError, isAbort, type ThreadItem, toError } from '../protocol';
import type { ConversationStore } from './conversation-store';
import { loadThread, readItems, readNewest, readOlder } from './loading';
import { prependPage, refreshKnown, settle, syncNewest } from './thread';

/** Brings what the server has of a thread into the store, as long as that is wanted. */
export class Loader {
  readonly #store: ConversationStore;
  readonly #onLoaded: (run: string | null) => void;
  readonly #wanted = new AbortController();
  #loading: Promise<void> | null = null;
  /** How often the thread was asked for, and which of these times what is shown is of. */
  #asked = 0;
  #known = 0;

  /** @param onLoaded Called with the run that is answering in the thread, if there is one. */
  constructor(store: ConversationStore, onLoaded: (run: string | null) => void) {
    this.#store = store;
    this.#onLoaded = onLoaded;
  }

  /** Gives up all loading, now and later. */
  abandon(): void {
    this.#wanted.abort();
  }

  /** Loads the newest end of the thread. Asked again meanwhile, it is the same loading. */
  load(): Promise<void> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async #load(): Promise<void> {
    const store = this.#store;
    const id = store.requireId();
    store.set({ loading: 'loading' });
    try {
      const loaded = await loadThread(store.environment.client, id, this.#wanted.signal);
      store.thread((thread) =>
        prependPage({ ...thread, meta: loaded.meta, failure: null }, loaded.page),
      );
      store.set({ loading: 'no', older: loaded.older });
      this.#onLoaded(loaded.run);
    } catch (thrown) {
      if (isAbort(thrown)) return;
      const error = store.fail(toError(thrown), null);
      store.set({ loading: 'failed' });
      throw error;
    }
  }

  /** Loads the page before the first entry. */
  async loadOlder(): Promise<void> {
    const store = this.#store;
    const { older } = store.state.value;
    if (!older || older.status === 'loading') return;
    store.set({ older: { ...older, status: 'loading' } });
    try {
      const { client } = store.environment;
      const read = await readOlder(client, store.requireId(), older.after, this.#wanted.signal);
      store.thread((thread) => prependPage(thread, read.page));
      store.set({ older: read.older });
    } catch (thrown) {
      store.set({ older: { ...older, status: 'failed' } });
      if (!isAbort(thrown)) store.report(toError(thrown));
    }
  }

  /** Loads all that came before the first entry. */
  async loadAll(): Promise<void> {
    const { state } = this.#store;
    while (state.value.older?.status === 'idle') await this.loadOlder();
    if (state.value.older !== null) {
      throw new ChatKitError('incomplete', 'Not all of the thread could be loaded.');
    }
  }

  /** Loads every item that there is, oldest first, as the server has them now. */
  async readAll(): Promise<ThreadItem[]> {
    const { environment } = this.#store;
    const id = this.#store.requireId();
    const { items } = await readItems(environment.client, id, Infinity, this.#wanted.signal);
    return items.reverse();
  }

  /**
   * Brings the thread to what the server has.
   *
   * @param isLive Whether an answer is coming in: what it brings is newer than what was fetched.
   * @returns The run that is answering in the thread, if there is one; null too when it is given up.
   */
  async refresh(isLive?: () => boolean): Promise<string | null> {
    try {
      return await this.sync(this.#wanted.signal, isLive);
    } catch (thrown) {
      if (isAbort(thrown)) return null;
      throw thrown;
    }
  }

  /** The same, given up by a signal of somebody else. */
  async sync(signal: AbortSignal, isLive = () => false): Promise<string | null> {
    const store = this.#store;
    this.#asked += 1;
    const asked = this.#asked;
    const count = store.state.value.thread.entries.length;
    const newest = await readNewest(store.environment.client, store.requireId(), count, signal);
    // What was asked later has come before.
    if (asked < this.#known) return null;
    const { items, meta, older, run } = newest;
    if (isLive()) {
      store.thread((thread) => ({ ...refreshKnown(thread, items), meta }));
    } else {
      this.#known = asked;
      store.thread((thread) => ({
        ...syncNewest(settle(thread), items, older === null),
        meta,
      }));
      store.set({ older });
    }
    return run;
  }
}
