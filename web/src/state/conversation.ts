import {
  type Action,
  asItem,
  type Batch,
  type BranchPoint,
  ChatKitError,
  type FeedbackKind,
  isAbort,
  type JsonExchanges,
  type StreamingRequest,
  type StructuredInputSubmission,
  type ThreadItem,
  type ThreadMetadata,
  toError,
  type UserMessageItem,
} from '../protocol';
import {
  type Activity,
  applyEvent,
  type Beginning,
  beginningState,
  type ConversationState,
  failPending,
  initialState,
  localItem,
  messageRequest,
  type OutgoingMessage,
  type Queued,
  restoredItem,
} from './conversation-state';
import { type Environment, type SessionEvent, wait } from './environment';
import { failureOf, isTransient } from './failures';
import { loadThread, readItems, readNewest, readOlder } from './loading';
import { Observable } from './observable';
import { Outbox, type Unsent } from './outbox';
import { lastUserMessageId, reduce } from './reduce';
import { ResponseRun } from './response';
import {
  addPending,
  type Entry,
  prependPage,
  type Retry,
  refreshKnown,
  removeEntry,
  setStatus,
  settle,
  syncNewest,
  type ThreadState,
  truncateAfter,
} from './thread';

/** How long a server may take to end an answer that it was asked to stop, in milliseconds. */
const STOP_GRACE = 4_000;

/** One thread: what is in it, the answer that is coming in, and what can be done with it. */
export class Conversation {
  readonly state: Observable<ConversationState>;
  readonly #environment: Environment;
  readonly #loading = new AbortController();
  /** The types of events that were ignored, each said once. */
  readonly #unknown = new Set<string>();
  readonly #outbox: Outbox;
  /** What this thread will be a branch of, until the server has made it. */
  readonly #origin: BranchPoint | null;
  #loadingNow: Promise<void> | null = null;
  #run: { readonly response: ResponseRun; readonly ended: Promise<unknown> } | null = null;

  constructor(environment: Environment, id: string | null, beginning?: Beginning) {
    this.#environment = environment;
    this.#outbox = new Outbox(environment.onQueueChange);
    this.#origin = beginning?.origin ?? null;
    this.state = new Observable(beginning ? beginningState(beginning) : initialState(id));
  }

  get id(): string | null {
    return this.state.value.id;
  }

  /** Whether it is the beginning of a thread that is yet to be made, and not of a branch. */
  get isNew(): boolean {
    return this.id === null && this.#origin === null;
  }

  get busy(): boolean {
    return this.#run !== null;
  }

  /** Whether something is still to come of it, seen or unseen, or would be lost with it. */
  get active(): boolean {
    return this.busy || !this.#outbox.isEmpty;
  }

  /** What the server has not taken yet of what was written offline. */
  get queued(): Queued {
    return { threadId: this.id, origin: this.#origin, messages: this.#outbox.unsent };
  }

  /** Where a draft belongs that is written here. */
  get draftKey(): string | null {
    return this.id ?? (this.#origin && `branch:${this.#origin.item_id}`);
  }

  /**
   * Loads the newest end of the thread, and takes up the answer that is running in it, if any.
   * Asked again meanwhile, it is the same loading.
   */
  load(): Promise<void> {
    this.#loadingNow ??= this.#load().finally(() => {
      this.#loadingNow = null;
    });
    return this.#loadingNow;
  }

  async #load(): Promise<void> {
    const id = this.#requireId();
    this.#set({ loading: 'loading' });
    try {
      const { client } = this.#environment;
      const loaded = await loadThread(client, id, this.#loading.signal);
      this.#thread((thread) =>
        prependPage({ ...thread, meta: loaded.meta, failure: null }, loaded.page),
      );
      this.#set({ loading: 'no', older: loaded.older });
      if (loaded.run !== null) this.#resume(id);
      else void this.#sendQueued();
    } catch (thrown) {
      if (isAbort(thrown)) return;
      const error = toError(thrown);
      this.#thread((thread) => ({ ...thread, failure: failureOf(error, null) }));
      const reported = this.#report(error);
      this.#set({ loading: 'failed' });
      throw reported;
    }
  }

  /** Gives up loading. An answer that is coming in goes on. */
  abandon(): void {
    this.#loading.abort();
  }

  /** Loads the page before the first entry. */
  async loadOlder(): Promise<void> {
    const { older } = this.state.value;
    if (!older || older.status === 'loading') return;
    this.#set({ older: { ...older, status: 'loading' } });
    try {
      const { client } = this.#environment;
      const read = await readOlder(client, this.#requireId(), older.after, this.#loading.signal);
      this.#thread((thread) => prependPage(thread, read.page));
      this.#set({ older: read.older });
    } catch (thrown) {
      this.#set({ older: { ...older, status: 'failed' } });
      if (!isAbort(thrown)) this.#report(toError(thrown));
    }
  }

  /** Loads all that came before the first entry. */
  async loadAll(): Promise<void> {
    while (this.state.value.older?.status === 'idle') await this.loadOlder();
    if (this.state.value.older !== null) {
      throw new ChatKitError('incomplete', 'Not all of the thread could be loaded.');
    }
  }

  /** Loads every item that there is, oldest first, as the server has them now. */
  async readAll(): Promise<ThreadItem[]> {
    const id = this.#requireId();
    const { items } = await readItems(this.#environment.client, id, Infinity, this.#loading.signal);
    return items.reverse();
  }

  /**
   * The beginning of this thread as one of its own, which the server makes with its first message.
   *
   * @param itemId The last item that is kept or, with a message to come, the one that this replaces.
   */
  branch(itemId: string, including: boolean): Conversation {
    const { thread, older } = this.state.value;
    const index = thread.entries.findIndex(({ item }) => item.id === itemId);
    if (index < 0) throw new ChatKitError('not_found', 'There is no such item in the thread.');
    const origin = { thread_id: this.#requireId(), item_id: itemId };
    const entries = thread.entries
      .slice(0, including ? index + 1 : index)
      .filter(({ status }) => status === 'done');
    return new Conversation(this.#environment, null, { origin, entries, older });
  }

  /** Has the server make the thread of a branch, without a message. */
  async begin(): Promise<void> {
    if (this.#origin === null || this.id !== null) return;
    const error = await this.#respond({ type: 'x.threads.branch', params: this.#origin }, 'acting');
    if (error) throw error;
  }

  /** Does what had to wait for the network: it is there again. */
  async comeOnline(): Promise<void> {
    const { loading, older, thread } = this.state.value;
    if (loading === 'failed') return this.load();
    if (older?.status === 'failed') void this.loadOlder();
    if (!this.busy && thread.failure?.retry?.type === 'reconnect') {
      return this.retry(thread.failure.retry);
    }
    return this.#sendQueued();
  }

  /**
   * Takes up what was written offline before the page was loaded again. What may have reached the
   * server waits for its author to send it again.
   */
  async restore(messages: readonly Unsent[]): Promise<void> {
    for (const { item: kept, tried } of messages) {
      const item = restoredItem(kept);
      const status = tried ? 'failed' : 'queued';
      this.#thread((thread) => setStatus(addPending(thread, item), item.id, status));
      if (tried) this.#outbox.addTried(item);
      // What goes wrong is shown with the message; nobody waits for it any more.
      else this.#outbox.add(item).catch(() => undefined);
    }
    if (this.state.value.loading === 'no') await this.#sendQueued();
  }

  /** Forgets what was written offline: the thread is no more. */
  dropQueued(): void {
    this.#outbox.clear();
  }

  /** Sends what waits, one after the other, as long as nothing else goes on and there is a network. */
  async #sendQueued(): Promise<void> {
    while (!this.busy && this.#environment.isOnline()) {
      const next = this.#outbox.next();
      if (!next) return;
      const { item, sent, failed } = next;
      this.#thread((state) => setStatus(state, item.id, 'sending'));
      const error = await this.#respond(this.#requestFor(item), 'waiting', () => {
        this.#outbox.settle(item.id);
        sent();
      });
      if (error) failed(error);
    }
  }

  /** Brings the thread to what the server has; giving the thread up in the meantime ends it. */
  async refresh(): Promise<void> {
    if (this.id === null || this.state.value.loading !== 'no') return;
    try {
      const run = await this.#sync(this.#loading.signal, this.busy);
      if (run !== null && !this.busy) this.#resume(this.id);
    } catch (thrown) {
      if (!isAbort(thrown)) throw thrown;
    }
  }

  /**
   * Sends a message.
   *
   * @returns Once the server took it; the answer goes on coming in.
   * @throws ChatKitError when it was not taken. It stays in the thread, marked as failed.
   */
  async send(message: OutgoingMessage): Promise<void> {
    this.#requireIdle();
    const item = localItem(this.id ?? '', message);
    this.#thread((thread) => addPending(thread, item));
    if (this.#environment.isOnline()) return this.#deliver(item);
    this.#thread((thread) => setStatus(thread, item.id, 'queued'));
    return this.#outbox.add(item);
  }

  /** Tries again what failed. */
  async retry(retry: Retry): Promise<void> {
    this.#requireIdle();
    switch (retry.type) {
      case 'resend': {
        const entry = this.#entry(retry.key);
        if (entry?.item.type !== 'user_message') return;
        const { item } = entry;
        this.#thread((thread) => ({ ...setStatus(thread, retry.key, 'sending'), failure: null }));
        return this.#deliver(item);
      }
      case 'rerun':
        return this.rerun(retry.itemId);
      case 'reconnect':
        this.#thread((thread) => ({ ...thread, failure: null }));
        this.#resume(this.#requireId());
    }
  }

  /**
   * Has a message of the user answered again; what came after it goes.
   *
   * @throws ChatKitError when the answer ended in an error, which is shown and reported.
   */
  async rerun(itemId: string): Promise<void> {
    this.#requireIdle();
    const params = { thread_id: this.#requireId(), item_id: itemId };
    const error = await this.#respond({ type: 'threads.retry_after_item', params }, 'waiting', () =>
      this.#thread((thread) => truncateAfter(thread, itemId)),
    );
    if (error) throw error;
  }

  /**
   * Has the message that an item is, or answers, answered again; one that failed is sent again.
   *
   * @throws ChatKitError when there is no such message, or the answer ended in an error.
   */
  async retryItem(itemId: string): Promise<void> {
    const { entries } = this.state.value.thread;
    const index = entries.findIndex(({ item, key }) => item.id === itemId || key === itemId);
    const entry = entries.slice(0, index + 1).findLast(({ item }) => item.type === 'user_message');
    if (!entry) throw new ChatKitError('not_found', 'There is no such message in the thread.');
    if (entry.status === 'failed') return this.retry({ type: 'resend', key: entry.key });
    if (entry.status !== 'done') throw new ChatKitError('busy', 'The message is not sent yet.');
    return this.rerun(entry.item.id);
  }

  /** Takes a message that failed, or was not sent yet, out of the thread, to be edited. */
  discard(key: string): UserMessageItem | null {
    const entry = this.#entry(key);
    if (entry?.item.type !== 'user_message') return null;
    if (entry.status === 'queued') this.#outbox.discard(key);
    else if (entry.status === 'failed') this.#outbox.settle(key);
    else return null;
    this.#thread((thread) => ({ ...removeEntry(thread, key), failure: null }));
    return entry.item;
  }

  /**
   * Sends an action of a widget or of the page, and reads what it leads to.
   *
   * @throws ChatKitError when it was refused, or ended in an error.
   */
  async act(action: Action, itemId: string | undefined, streaming: boolean): Promise<void> {
    this.#requireIdle();
    const params = {
      thread_id: this.#requireId(),
      ...(itemId === undefined ? {} : { item_id: itemId }),
      action,
    };
    const error = streaming
      ? await this.#respond({ type: 'threads.custom_action', params }, 'acting')
      : await this.#actInOneAnswer(params);
    if (error) throw error;
  }

  async #actInOneAnswer(
    params: JsonExchanges['threads.sync_custom_action']['params'],
  ): Promise<ChatKitError | null> {
    try {
      const { data } = await this.#environment.client.request('threads.sync_custom_action', params);
      const item = asItem(data.updated_item);
      if (item) this.#thread((thread) => reduce(thread, { type: 'thread.item.replaced', item }));
      return null;
    } catch (thrown) {
      return this.#fail(toError(thrown), null);
    }
  }

  /**
   * Sends the answers to questions of the assistant, and reads what it goes on with.
   *
   * @throws ChatKitError when they were not taken, or what followed ended in an error.
   */
  async answer(itemId: string, input: StructuredInputSubmission): Promise<void> {
    this.#requireIdle();
    const params = { thread_id: this.#requireId(), item_id: itemId, input };
    const error = await this.#respond({ type: 'threads.add_structured_input', params }, 'waiting');
    if (error) throw error;
  }

  /** Ends the answer that is coming in; what there is of it stays. */
  async stop(): Promise<void> {
    const run = this.#run;
    const { activity, id, thread } = this.state.value;
    const isAnswering = activity === 'streaming' || activity === 'waiting';
    if (!run || activity === 'stopping' || !thread.allowCancel) return;
    this.#set({ activity: 'stopping' });
    const { client, emit } = this.#environment;
    if (id !== null && isAnswering && run.response.accepted && client.supports('x.threads.stop')) {
      const grace = new AbortController();
      try {
        await client.request('x.threads.stop', { thread_id: id });
        await Promise.race([run.ended, wait(STOP_GRACE, grace.signal)]);
      } catch (thrown) {
        emit({ type: 'error', error: toError(thrown) });
      } finally {
        grace.abort();
      }
    }
    run.response.abort();
    await run.ended;
  }

  /** Shows what went wrong with something that was asked for here. */
  showFailure(error: Error): void {
    this.#thread((thread) => ({ ...thread, failure: failureOf(error, null) }));
  }

  /** Tells the server what the user thinks of some items. */
  async giveFeedback(itemIds: readonly string[], kind: FeedbackKind): Promise<void> {
    const before = this.state.value.feedback;
    const feedback = new Map(before);
    for (const id of itemIds) feedback.set(id, kind);
    this.#set({ feedback });
    try {
      const params = { thread_id: this.#requireId(), item_ids: itemIds, kind };
      await this.#environment.client.request('items.feedback', params);
    } catch (thrown) {
      this.#set({ feedback: before });
      throw this.#report(toError(thrown));
    }
  }

  /** Takes in what became known of the thread elsewhere. */
  setMeta(meta: ThreadMetadata): void {
    this.#thread((thread) => ({ ...thread, meta }));
  }

  /** Hides what went wrong, or a notice. */
  dismiss(what: 'failure' | { readonly notice: number }): void {
    this.#thread((thread) =>
      what === 'failure'
        ? { ...thread, failure: null }
        : { ...thread, notices: thread.notices.filter((notice) => notice.key !== what.notice) },
    );
  }

  #requestFor(item: UserMessageItem): StreamingRequest {
    return messageRequest(this.id, item, this.#origin);
  }

  #deliver(item: UserMessageItem): Promise<void> {
    return new Promise((resolve, reject) => {
      const accepted = () => {
        this.#outbox.settle(item.id);
        resolve();
      };
      this.#respond(this.#requestFor(item), 'waiting', accepted).then(
        (error) => error && reject(error),
      );
    });
  }

  #resume(threadId: string): void {
    const params = { thread_id: threadId };
    void this.#respond({ type: 'x.threads.resume', params }, 'streaming').then(() =>
      this.#sendQueued(),
    );
  }

  /**
   * Reads an answer to its end. Never rejects: what goes wrong is in the thread and reported.
   *
   * @returns What went wrong, if anything did.
   */
  #respond(
    request: StreamingRequest,
    activity: Activity,
    accepted?: () => void,
  ): Promise<ChatKitError | null> {
    const response = new ResponseRun(this.#environment, {
      threadId: () => this.id,
      apply: (batch, requestId) => this.#apply(batch, requestId),
      phase: (phase) => this.#set({ activity: phase }),
      toolAnswered: (call, output) =>
        this.#thread((thread) =>
          reduce(thread, {
            type: 'thread.item.replaced',
            item: { ...call, status: 'completed', output },
          }),
        ),
      sync: async (signal) => {
        await this.#sync(signal, false);
      },
    });
    this.#thread((thread) => ({ ...thread, allowCancel: true, failure: null }));
    this.#set({ activity });
    const ended = this.#read(response, request, accepted);
    this.#run = { response, ended };
    return ended;
  }

  async #read(
    response: ResponseRun,
    request: StreamingRequest,
    accepted?: () => void,
  ): Promise<ChatKitError | null> {
    try {
      const error = await response.run(request, accepted);
      if (response.aborted) await this.#findPending();
      return error;
    } catch (thrown) {
      const error = toError(thrown);
      const resumable = this.#environment.client.supports('x.threads.resume');
      const isRunning = response.accepted || request.type === 'x.threads.resume';
      const itemId = lastUserMessageId(this.state.value.thread);
      let retry: Retry | null = itemId === null ? null : { type: 'rerun', itemId };
      if (isRunning && resumable && isTransient(error)) retry = { type: 'reconnect' };
      // What was not taken is still there to be sent: a button that was pressed, a form.
      const isOwn = request.type === 'threads.add_structured_input' && !response.accepted;
      return this.#fail(error, request.type === 'threads.custom_action' || isOwn ? null : retry);
    } finally {
      this.#run = null;
      this.#thread((thread) => failPending(settle(thread)));
      this.#set({ activity: 'idle' });
    }
  }

  /** After a stop it is the server that knows whether the message had reached it. */
  async #findPending(): Promise<void> {
    const { thread, id } = this.state.value;
    if (id === null || !thread.entries.some((entry) => entry.status === 'sending')) return;
    await this.#sync(this.#loading.signal, false);
  }

  /**
   * Takes events in, together as far as the page does not hear of them: what it hears of one comes
   * when everything before it is in place.
   *
   * @returns The error that the answer ends with, if the events tell of one.
   */
  #apply(batch: Batch, requestId: string | null): ChatKitError | null {
    const { emit } = this.#environment;
    let state = this.state.value;
    const tell = (event: SessionEvent) => {
      this.state.set(state);
      emit(event);
      state = this.state.value;
    };
    let failed: ChatKitError | null = null;
    for (const event of batch.events) {
      state = applyEvent(state, event);
      if (event.type === 'client_effect') {
        const { name, data } = event;
        tell({ type: 'effect', name, ...(data === undefined ? {} : { data }) });
      } else if (event.type === 'error') {
        const { code = 'custom', message } = event;
        const { failure } = state.thread;
        state = {
          ...state,
          thread: { ...state.thread, failure: failure && { ...failure, requestId } },
        };
        failed = new ChatKitError(code, message ?? code, { requestId });
        tell({ type: 'error', error: failed });
      }
    }
    this.state.set(state);
    for (const type of batch.unknown) {
      if (this.#unknown.has(type)) continue;
      this.#unknown.add(type);
      emit({ type: 'log', name: 'event.unknown', data: { type } });
    }
    return failed;
  }

  /** @param live An answer is coming in: what it has brought is newer than what is fetched. */
  async #sync(signal: AbortSignal, live: boolean): Promise<string | null> {
    const count = this.state.value.thread.entries.length;
    const { client } = this.#environment;
    const newest = await readNewest(client, this.#requireId(), count, signal);
    if (live) {
      this.#thread((thread) => ({ ...refreshKnown(thread, newest.items), meta: newest.meta }));
    } else {
      this.#thread((thread) => ({
        ...syncNewest(settle(thread), newest.items, newest.older === null),
        meta: newest.meta,
      }));
      this.#set({ older: newest.older });
    }
    return newest.run;
  }

  #fail(error: Error, retry: Retry | null): ChatKitError {
    this.#thread((thread) => ({ ...thread, failure: failureOf(error, retry) }));
    return this.#report(error);
  }

  #report(error: Error): ChatKitError {
    this.#environment.emit({ type: 'error', error });
    return error instanceof ChatKitError
      ? error
      : new ChatKitError('unexpected', error.message, { cause: error });
  }

  #entry(key: string): Entry | undefined {
    return this.state.value.thread.entries.find((entry) => entry.key === key);
  }

  #requireId(): string {
    const { id } = this.state.value;
    if (id === null) throw new ChatKitError('no_thread', 'There is no thread yet.');
    return id;
  }

  #requireIdle(): void {
    if (this.busy) throw new ChatKitError('busy', 'The assistant is already responding.');
  }

  #set(change: Partial<ConversationState>): void {
    this.state.set({ ...this.state.value, ...change });
  }

  #thread(change: (thread: ThreadState) => ThreadState): void {
    const state = this.state.value;
    const thread = change(state.thread);
    if (thread !== state.thread) this.state.set({ ...state, thread });
  }
}
