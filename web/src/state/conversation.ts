import {
  type Action,
  ChatKitError,
  type StructuredInputSubmission,
  type ThreadItem,
  type ThreadMetadata,
  type UserMessageItem,
} from '../protocol';
import { Actions } from './actions';
import {
  type Beginning,
  beginningAt,
  type ConversationState,
  type OutgoingMessage,
  type Queued,
} from './conversation-state';
import { ConversationStore } from './conversation-store';
import type { Environment } from './environment';
import { giveFeedback, type Judgement, showFeedback } from './feedback';
import { Loader } from './loader';
import type { Observable } from './observable';
import type { Unsent } from './outbox';
import { Responder } from './responder';
import { Sending } from './sending';
import type { Retry } from './thread';

/** One thread: what is in it, the answer that is coming in, and what can be done with it. */
export class Conversation {
  readonly state: Observable<ConversationState>;
  readonly #store: ConversationStore;
  readonly #loader: Loader;
  readonly #responder: Responder;
  readonly #sending: Sending;
  readonly #actions: Actions;

  constructor(environment: Environment, id: string | null, beginning?: Beginning) {
    const store = new ConversationStore(environment, id, beginning);
    this.#store = store;
    this.state = store.state;
    this.#loader = new Loader(store, (run) => this.#goOn(run));
    this.#responder = new Responder(store, this.#loader, () => this.#sending.flush());
    this.#sending = new Sending(store, this.#responder);
    this.#actions = new Actions(store, this.#responder);
  }

  get id(): string | null {
    return this.#store.id;
  }

  /** Whether it is the beginning of a thread that is yet to be made, and not of a branch. */
  get isNew(): boolean {
    return this.id === null && this.#store.origin === null;
  }

  get busy(): boolean {
    return this.#responder.busy;
  }

  /** Whether something is still to come of it, seen or unseen, or would be lost with it. */
  get active(): boolean {
    return this.busy || this.queued.messages.length > 0;
  }

  /** What the server is not known to have of what was written offline. */
  get queued(): Queued {
    return this.#sending.queued;
  }

  /** Where a draft belongs that is written here. */
  get draftKey(): string | null {
    const { origin } = this.#store;
    return this.id ?? (origin && `branch:${origin.item_id}`);
  }

  /**
   * Loads the newest end of the thread, and takes up the answer that is running in it, if any.
   * Asked again meanwhile, it is the same loading.
   */
  load(): Promise<void> {
    return this.#loader.load();
  }

  /** Gives up loading. An answer that is coming in goes on. */
  abandon(): void {
    this.#loader.abandon();
  }

  /** Loads the page before the first entry. */
  loadOlder(): Promise<void> {
    return this.#loader.loadOlder();
  }

  /** Loads all that came before the first entry. */
  loadAll(): Promise<void> {
    return this.#loader.loadAll();
  }

  /** Loads every item that there is, oldest first, as the server has them now. */
  async readAll(): Promise<ThreadItem[]> {
    return this.#loader.readAll();
  }

  /** Brings the thread to what the server has; giving the thread up in the meantime ends it. */
  async refresh(): Promise<void> {
    if (this.id === null || this.state.value.loading !== 'no') return;
    const run = await this.#loader.refresh(() => this.busy);
    if (run !== null && !this.busy) this.#responder.resume();
  }

  /** Does what had to wait for the network: it is there again. */
  async comeOnline(): Promise<void> {
    const { loading, older, thread } = this.state.value;
    if (loading === 'failed') return this.load();
    if (older?.status === 'failed') void this.loadOlder();
    if (!this.busy && thread.failure?.retry?.type === 'reconnect') {
      return this.retry(thread.failure.retry);
    }
    this.#sending.flush();
  }

  /** Goes on with a thread that is loaded: with the run that answers in it, or with what waits. */
  #goOn(run: string | null): void {
    if (run !== null) this.#responder.resume();
    else this.#sending.flush();
  }

  /**
   * Sends a message.
   *
   * @returns Once the server took it; the answer goes on coming in.
   * @throws ChatKitError when it was not taken. It stays in the thread, marked as failed.
   */
  async send(message: OutgoingMessage): Promise<void> {
    this.#responder.requireIdle();
    return this.#sending.send(message);
  }

  /** Takes a message that failed, or was not sent yet, out of the thread, to be edited. */
  discard(key: string): UserMessageItem | null {
    return this.#sending.discard(key);
  }

  /** Takes up what was written offline before the page was loaded again. */
  restore(messages: readonly Unsent[]): void {
    this.#sending.restore(messages);
  }

  /** Forgets what was written offline: the thread is no more. */
  dropQueued(): void {
    this.#sending.drop();
  }

  /** Tries again what failed. */
  async retry(retry: Retry): Promise<void> {
    this.#responder.requireIdle();
    switch (retry.type) {
      case 'resend':
        return this.#sending.resend(retry.key);
      case 'rerun':
        return this.rerun(retry.itemId);
      case 'reconnect':
        return this.#responder.resume();
    }
  }

  /**
   * Has a message of the user answered again; what came after it goes.
   *
   * @throws ChatKitError when the answer ended in an error, which is shown and reported.
   */
  rerun(itemId: string): Promise<void> {
    return this.#actions.rerun(itemId);
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

  /**
   * Sends an action of a widget or of the page, and reads what it leads to.
   *
   * @throws ChatKitError when it was refused, or ended in an error.
   */
  act(action: Action, itemId: string | undefined, streaming: boolean): Promise<void> {
    return this.#actions.act(action, itemId, streaming);
  }

  /**
   * Sends the answers to questions of the assistant, and reads what it goes on with.
   *
   * @throws ChatKitError when they were not taken, or what followed ended in an error.
   */
  answer(itemId: string, input: StructuredInputSubmission): Promise<void> {
    return this.#actions.answer(itemId, input);
  }

  /** Ends the answer that is coming in; what there is of it stays. */
  stop(): Promise<void> {
    return this.#responder.stop();
  }

  /**
   * The beginning of this thread as one of its own, which the server makes with its first message.
   *
   * @param itemId The last item that is kept or, with a message to come, the one that this replaces.
   */
  branch(itemId: string, including: boolean): Conversation {
    const beginning = beginningAt(this.state.value, itemId, including);
    return new Conversation(this.#store.environment, null, beginning);
  }

  /** Has the server make the thread of a branch, without a message. */
  begin(): Promise<void> {
    return this.#actions.begin();
  }

  /** Tells the server what the user thinks of some items. */
  giveFeedback(given: Judgement): Promise<void> {
    return giveFeedback(this.#store, given);
  }

  /** Takes in what the user thinks of some items, as another element has told the server. */
  showFeedback(given: Judgement): void {
    showFeedback(this.#store, given);
  }

  /** Takes in what became known of the thread elsewhere. */
  setMeta(meta: ThreadMetadata): void {
    this.#store.thread((thread) => ({ ...thread, meta }));
  }

  /** Shows what went wrong with something that was asked for here. */
  showFailure(error: Error): void {
    this.#store.show(error, null);
  }

  /** Hides what went wrong, or a notice. */
  dismiss(what: 'failure' | { readonly notice: number }): void {
    this.#store.thread((thread) =>
      what === 'failure'
        ? { ...thread, failure: null }
        : { ...thread, notices: thread.notices.filter((notice) => notice.key !== what.notice) },
    );
  }
}
