import { type ThreadMetadata, toError } from '../protocol';
import type { Environment } from './environment';
import { failureOf } from './failures';
import { Observable } from './observable';
import type { Failure } from './thread';

export interface HistoryState {
  /** Newest activity first. */
  readonly threads: readonly ThreadMetadata[];
  /** `stale` means that nothing was loaded yet, or that it should be loaded again. */
  readonly status: 'stale' | 'loading' | 'ready' | 'failed';
  /** Where the next page starts; null when this is all. */
  readonly after: string | null;
  readonly failure: Failure | null;
  /** The last change of a thread that the server refused, until the next one. */
  readonly refused: { readonly threadId: string; readonly failure: Failure } | null;
}

const PAGE_SIZE = 30;
/** The most that a server gives in one page. */
const LARGEST_PAGE = 100;

/** The user's threads. */
export class History {
  readonly state = new Observable<HistoryState>({
    threads: [],
    status: 'stale',
    after: null,
    failure: null,
    refused: null,
  });
  /** Someone is looking at it: it is worth keeping up to date. */
  isShown = false;
  readonly #environment: Environment;
  /** It is to be loaded again once it is loaded: what changed meanwhile may be missing. */
  #again = false;
  /** Threads that are deleted, or about to be: a list that was asked for before may have them yet. */
  readonly #gone = new Set<string>();
  /** Threads of which more is known here than such a list says: what they are, or that they moved up. */
  readonly #newer = new Map<string, 'changed' | 'moved'>();
  /** Changes that the server has not confirmed yet. */
  #changing = 0;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Loads what is shown again, at least a page, keeping it until that is there. */
  async load(): Promise<void> {
    if (this.state.value.status === 'loading') {
      this.#again = true;
      return;
    }
    do {
      this.#again = false;
      await this.#read(undefined);
    } while (this.#again);
  }

  /** Loads the next page, if there is one. */
  async loadMore(): Promise<void> {
    const { after, status } = this.state.value;
    if (after !== null && status !== 'loading') await this.#read(after);
  }

  /**
   * Gives a thread another title, which is shown at once.
   *
   * @throws ChatKitError when the server refused; the title is what it was again.
   */
  async rename(threadId: string, title: string): Promise<ThreadMetadata> {
    const before = this.state.value.threads.find(({ id }) => id === threadId);
    this.#set({ refused: null });
    if (before) this.#replace({ ...before, title });
    this.#changing += 1;
    try {
      const { client } = this.#environment;
      const { data } = await client.request('threads.update', { thread_id: threadId, title });
      const { items: _items, ...meta } = data;
      this.#replace(meta);
      return meta;
    } catch (thrown) {
      if (before) this.#replace(before);
      throw this.#refuse(threadId, thrown);
    } finally {
      this.#changing -= 1;
    }
  }

  /**
   * Deletes a thread, which goes at once.
   *
   * @throws ChatKitError when the server refused; the thread is where it was again.
   */
  async remove(threadId: string): Promise<void> {
    const { threads } = this.state.value;
    const place = threads.findIndex(({ id }) => id === threadId);
    const removed = threads[place];
    this.#set({ refused: null });
    this.drop(threadId);
    try {
      await this.#environment.client.request('threads.delete', { thread_id: threadId });
    } catch (thrown) {
      this.#gone.delete(threadId);
      if (removed) this.#putBack(removed, place);
      throw this.#refuse(threadId, thrown);
    }
  }

  /** Takes a thread out that is no more. */
  drop(threadId: string): void {
    this.#gone.add(threadId);
    this.#set({ threads: this.state.value.threads.filter(({ id }) => id !== threadId) });
  }

  /** Takes in what became known of a thread elsewhere; one with new activity moves to the top. */
  note(meta: ThreadMetadata, active: boolean): void {
    if (this.state.value.status === 'stale' || this.#gone.has(meta.id)) return;
    if (active) {
      this.#newer.set(meta.id, 'moved');
      const others = this.state.value.threads.filter(({ id }) => id !== meta.id);
      this.#set({ threads: [meta, ...others] });
    } else {
      this.#replace(meta);
    }
  }

  #putBack(thread: ThreadMetadata, place: number): void {
    const { threads } = this.state.value;
    if (threads.some(({ id }) => id === thread.id)) return;
    this.#set({ threads: threads.toSpliced(place, 0, thread) });
  }

  #refuse(threadId: string, thrown: unknown): Error {
    const error = toError(thrown);
    this.#set({ refused: { threadId, failure: failureOf(error, null) } });
    return error;
  }

  #replace(meta: ThreadMetadata): void {
    const { threads } = this.state.value;
    if (!this.#newer.has(meta.id)) this.#newer.set(meta.id, 'changed');
    this.#set({ threads: threads.map((thread) => (thread.id === meta.id ? meta : thread)) });
  }

  async #read(after: string | undefined): Promise<void> {
    if (this.state.value.status === 'loading') return;
    this.#set({ status: 'loading', failure: null });
    if (this.#changing === 0) this.#newer.clear();
    try {
      const { data: page } = await this.#environment.client.request('threads.list', {
        order: 'desc',
        limit: after === undefined ? this.#shownCount() : PAGE_SIZE,
        ...(after === undefined ? {} : { after }),
      });
      const threads = this.#merge(page.data, after !== undefined);
      const next = page.has_more ? (page.after ?? page.data.at(-1)?.id ?? null) : null;
      this.#set({ threads, status: 'ready', after: next });
    } catch (thrown) {
      const error = toError(thrown);
      this.#set({ status: 'failed', failure: failureOf(error, null) });
      this.#environment.emit({ type: 'error', error });
    }
  }

  /** @param more The page goes on with what is shown; otherwise it takes its place. */
  #merge(page: readonly ThreadMetadata[], more: boolean): readonly ThreadMetadata[] {
    const { threads } = this.state.value;
    const shown = new Map(threads.map((thread) => [thread.id, thread]));
    const kept = more ? threads : threads.filter(({ id }) => this.#newer.get(id) === 'moved');
    const known = new Set([...this.#gone, ...kept.map(({ id }) => id)]);
    const listed = page.filter(({ id }) => !known.has(id));
    const current = (thread: ThreadMetadata) =>
      this.#newer.has(thread.id) ? (shown.get(thread.id) ?? thread) : thread;
    return [...kept, ...listed.map(current)];
  }

  #shownCount(): number {
    return Math.min(LARGEST_PAGE, Math.max(PAGE_SIZE, this.state.value.threads.length));
  }

  #set(change: Partial<HistoryState>): void {
    this.state.set({ ...this.state.value, ...change });
  }
}
