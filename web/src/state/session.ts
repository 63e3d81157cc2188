import { ChatKitError, toError } from '../protocol';
import { type Announced, announced } from './announcement';
import { Conversation } from './conversation';
import type { ConversationState, OutgoingMessage, Queued } from './conversation-state';
import type { Environment } from './environment';
import type { Judgement } from './feedback';
import { Follower } from './follower';
import { History } from './history';
import { Observable } from './observable';
import { Tabs, type ThreadNews } from './tabs';

/**
 * What one element shows: the open conversation, and the list of all of them.
 *
 * An answer belongs to its conversation. When the user leaves a thread that is being answered, it goes
 * on in the background and is there, complete or still growing, when they come back; it never writes
 * into the thread that is shown. Events about responses concern the thread that is shown.
 */
export class Session {
  readonly history: History;
  /** The conversation that is shown. */
  readonly current: Observable<Conversation>;
  /** What the server tells everybody, whatever is open. */
  readonly announced = new Observable<Announced | null>(null);
  readonly #environment: Environment;
  readonly #watched = new WeakSet<Conversation>();
  /** Conversations that were left while they were being answered. */
  readonly #background = new Set<Conversation>();
  /** Conversations that changed elsewhere while they were being loaded or answered. */
  readonly #outdated = new WeakSet<Conversation>();
  readonly #tabs = new Tabs((news) => this.#hear(news));
  readonly #follower: Follower;

  constructor(environment: Environment) {
    this.#environment = environment;
    this.history = new History(environment);
    this.#follower = new Follower(environment.client, (news) => {
      this.#tabs.tell(news);
      this.#hear(news);
    });
    this.current = new Observable(new Conversation(environment, null));
    this.#watch(this.current.value);
  }

  get threadId(): string | null {
    return this.current.value.id;
  }

  get busy(): boolean {
    return this.current.value.busy;
  }

  /**
   * Keeps in step with the other elements of this browser that show the same user's threads on the
   * same server, as far as it has told who the user is, and with what comes
   * into the threads by other ways, if the server has announced that it tells.
   *
   * @param server The address of its endpoint; null to be by oneself.
   */
  join(server: string | null): void {
    // Two users of one browser hear nothing of each other's threads.
    const { user } = this.#environment.client;
    const place = server !== null && user ? `${server} ${user}` : server;
    if (this.#tabs.join(place)) this.#tabs.tell({ news: 'joined' });
    this.#follower.join(place);
  }

  /** What waits for the network, by conversation. */
  queued(): readonly Queued[] {
    return this.#alive()
      .map(({ queued }) => queued)
      .filter(({ messages }) => messages.length > 0);
  }

  /** Takes up what waited for the network before the page was loaded again. */
  restore(queued: readonly Queued[]): void {
    for (const { threadId, origin, messages } of queued) {
      const { value: shown } = this.current;
      const isShown = threadId === shown.id && (threadId !== null || (!origin && isBlank(shown)));
      const conversation = isShown
        ? shown
        : new Conversation(
            this.#environment,
            threadId,
            origin ? { origin, entries: [], older: null } : undefined,
          );
      this.#watch(conversation);
      if (!isShown) this.#background.add(conversation);
      // What goes wrong is shown in its thread and reported there.
      conversation.restore(messages);
      if (!isShown && threadId !== null) conversation.load().catch(() => undefined);
    }
  }

  #alive(): readonly Conversation[] {
    return [...new Set([this.current.value, ...this.#background])];
  }

  /** Does what had to wait for the network: it is there again. */
  async comeOnline(): Promise<void> {
    const { history } = this;
    if (history.state.value.status === 'failed') void history.load();
    const results = this.#alive().map((conversation) => conversation.comeOnline());
    // What goes wrong is shown in its thread and reported there.
    await Promise.allSettled(results);
  }

  /** Whether a message could be sent now. */
  get ready(): boolean {
    const conversation = this.current.value;
    return !conversation.busy && conversation.state.value.loading === 'no';
  }

  /**
   * Shows a thread, or the start of a new one.
   *
   * @param first This is the thread that the page starts with: no change is announced.
   * @returns Once the thread is loaded, or another one was opened meanwhile.
   * @throws ChatKitError when the thread cannot be loaded.
   */
  async open(threadId: string | null, first = false): Promise<void> {
    const left = this.current.value;
    if (threadId === null ? isBlank(left) : threadId === left.id) return;
    const { emit } = this.#environment;

    const next = this.#leftBehind(threadId) ?? new Conversation(this.#environment, threadId);
    this.#show(next);
    if (!first) emit({ type: 'thread.change', threadId });
    const { loading } = next.state.value;
    // A new conversation is loading from its beginning on.
    if (threadId !== null && loading === 'loading') emit({ type: 'thread.load.start', threadId });
    if (next.busy) emit({ type: 'response.start' });
    if (loading !== 'no') await next.load();
  }

  /**
   * Goes on from a point of the open thread in a new one, which is then shown.
   *
   * @param itemId The last item that is kept; with a message, the one that it takes the place of.
   * @returns Once the server made the thread, and took the message.
   * @throws ChatKitError when it did not.
   */
  async branch(itemId: string, message?: OutgoingMessage): Promise<void> {
    const source = this.current.value;
    const branch = source.branch(itemId, message === undefined);
    this.#watch(branch);
    if (message) {
      // The page hears of the new thread when it has its id.
      this.#show(branch);
      return branch.send(message);
    }
    try {
      await branch.begin();
    } catch (thrown) {
      source.showFailure(toError(thrown));
      throw thrown;
    }
    if (this.current.value !== source) return;
    this.#show(branch);
    this.#environment.emit({ type: 'thread.change', threadId: branch.id });
  }

  /** Where something is still going on in a thread, or waits for it to be made. */
  #leftBehind(threadId: string | null): Conversation | undefined {
    return [...this.#background].find(({ id, isNew, busy }) =>
      threadId === null ? isNew && !busy : id === threadId,
    );
  }

  #show(next: Conversation): void {
    const left = this.current.value;
    this.#background.delete(next);
    if (left.active) this.#background.add(left);
    else left.abandon();
    const { id, busy, state } = left;
    const { emit } = this.#environment;
    if (id !== null && state.value.loading === 'loading') {
      emit({ type: 'thread.load.end', threadId: id });
    }
    if (busy) emit({ type: 'response.end' });
    this.#watch(next);
    this.current.set(next);
  }

  /** Loads the open thread again after that failed. */
  async reload(): Promise<void> {
    const { value: conversation } = this.current;
    if (conversation.id !== null) await conversation.load();
  }

  /**
   * Sends a message to the open thread, or to a new one.
   *
   * @returns Once the server took it.
   * @throws ChatKitError when it was not taken.
   */
  async send(message: OutgoingMessage, options: { newThread?: boolean } = {}): Promise<void> {
    if (options.newThread) await this.open(null);
    const conversation = this.current.value;
    if (conversation.state.value.loading !== 'no') {
      throw new ChatKitError('loading', 'The thread is still being loaded.');
    }
    await conversation.send(message);
  }

  /** Brings what is shown to what the server has, and hears from it what it tells everybody. */
  async refresh(): Promise<void> {
    const { status } = this.history.state.value;
    // Where there is no thread to ask for yet, the list is what the server can be asked for.
    const isFirst = status === 'stale' && this.threadId === null;
    const list = status === 'ready' || isFirst ? this.history.load() : undefined;
    await Promise.all([this.current.value.refresh(), list]);
  }

  /** Deletes a thread, and leaves it if it is open. */
  async remove(threadId: string): Promise<void> {
    await this.history.remove(threadId);
    this.#tabs.tell({ news: 'deleted', threadId });
    this.#dropQueued(threadId);
    if (this.threadId !== threadId) return;
    await this.current.value.stop();
    await this.open(null);
  }

  async rename(threadId: string, title: string): Promise<void> {
    const meta = await this.history.rename(threadId, title);
    this.#tabs.tell({ news: 'changed', threadId });
    if (this.threadId === threadId) this.current.value.setMeta(meta);
  }

  /** Tells the server what the user thinks of some items of the open thread. */
  async giveFeedback(given: Judgement): Promise<void> {
    const { value: conversation } = this.current;
    await conversation.giveFeedback(given);
    const { id: threadId } = conversation;
    if (threadId !== null) this.#tabs.tell({ news: 'feedback', threadId, ...given });
  }

  /** Puts away what is told everybody, until that is something else. */
  dismissAnnouncement(): void {
    const { value } = this.announced;
    if (value) this.announced.set({ ...value, isShown: false });
  }

  /** Another element has changed a thread, or what is thought of it. */
  #hear(heard: ThreadNews): void {
    const { history } = this;
    if (heard.news === 'missed') {
      this.refresh().catch(() => undefined); // what cannot be fetched now is fetched later
      return;
    }
    const { announced: told } = this;
    if (heard.news === 'announced') {
      told.set(announced(told.value, heard.announcement));
      return;
    }
    if (heard.news === 'joined') {
      if (told.value) this.#tabs.tell({ news: 'announced', announcement: told.value });
      return;
    }
    const { news, threadId } = heard;
    const { value: shown } = this.current;
    const isShown = shown.id === threadId;
    if (news === 'feedback') {
      this.#alive()
        .find(({ id }) => id === threadId)
        ?.showFeedback(heard);
      return;
    }
    if (news === 'deleted') {
      history.drop(threadId);
      this.#dropQueued(threadId);
      if (isShown) this.#environment.onThreadGone();
      return;
    }
    if (isShown && !this.ready) this.#outdated.add(shown);
    // What cannot be fetched now is fetched when it is looked at again.
    const refreshed = isShown && this.ready ? shown.refresh() : undefined;
    const listed = history.isShown ? history.load() : undefined;
    void Promise.allSettled([refreshed, listed]);
  }

  #dropQueued(threadId: string): void {
    for (const conversation of this.#alive()) {
      if (conversation.id !== threadId) continue;
      conversation.dropQueued();
      if (!conversation.active) this.#background.delete(conversation);
    }
  }

  /** Turns the changes of a conversation's state into what the page hears of, at once. */
  #watch(conversation: Conversation): void {
    if (this.#watched.has(conversation)) return;
    this.#watched.add(conversation);
    let before: ConversationState = conversation.state.value;
    conversation.state.subscribe(() => {
      const now = conversation.state.value;
      const was = before;
      before = now;
      this.#announce(conversation, was, now);
    });
  }

  #announce(conversation: Conversation, was: ConversationState, now: ConversationState): void {
    const { emit } = this.#environment;
    const isShown = this.current.value === conversation;
    const isActive = now.activity !== 'idle';
    const { meta } = now.thread;
    const started = isActive && was.activity === 'idle';
    if (meta && (started || meta !== was.thread.meta)) this.history.note(meta, isActive);
    if (now.id !== null && was.id === null) {
      // What still waits there is for this thread now.
      if (conversation.queued.messages.length > 0) this.#environment.onQueueChange();
      if (isShown) emit({ type: 'thread.change', threadId: now.id });
    }
    if (isShown && now.id !== null && (now.loading === 'loading') !== (was.loading === 'loading')) {
      const type = now.loading === 'loading' ? 'thread.load.start' : 'thread.load.end';
      emit({ type, threadId: now.id });
    }
    if (isActive !== (was.activity !== 'idle')) {
      if (isShown) emit({ type: isActive ? 'response.start' : 'response.end' });
      if (!isActive && !conversation.active) this.#background.delete(conversation);
      if (!isActive && now.id !== null) this.#tabs.tell({ news: 'changed', threadId: now.id });
    }
    if (!isActive && now.loading === 'no' && this.#outdated.delete(conversation)) {
      conversation.refresh().catch(() => undefined); // it is fetched when it is looked at again
    }
  }
}

/** Whether it is the start of a new thread, and nothing was said in it yet. */
function isBlank({ id, busy, state }: Conversation): boolean {
  return id === null && !busy && state.value.thread.entries.length === 0;
}
