import { type ChatKitError, isRateLimit, type UserMessageItem } from '../protocol';
import {
  localItem,
  messageRequest,
  type OutgoingMessage,
  type Queued,
  restoredItem,
} from './conversation-state';
import type { ConversationStore } from './conversation-store';
import { Outbox, type Unsent } from './outbox';
import type { Responder } from './responder';
import { addPending, removeEntry, setStatus } from './thread';

/** Sends messages: at once, when the network is back, or when their author tries again. */
export class Sending {
  readonly #store: ConversationStore;
  readonly #responder: Responder;
  readonly #outbox: Outbox;
  /** Before this moment, in milliseconds since the epoch, the server takes nothing. */
  #notBefore = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: ConversationStore, responder: Responder) {
    this.#store = store;
    this.#responder = responder;
    this.#outbox = new Outbox(store.environment.onQueueChange);
  }

  /** What the server is not known to have of what was written offline. */
  get queued(): Queued {
    const { id, origin } = this.#store;
    return { threadId: id, origin, messages: this.#outbox.unsent };
  }

  /**
   * Sends a message, or keeps it until there is a network.
   *
   * @returns Once the server took it.
   * @throws ChatKitError when it was not taken. It stays in the thread, marked as failed.
   */
  send(message: OutgoingMessage): Promise<void> {
    const store = this.#store;
    const item = localItem(store.id ?? '', message);
    store.thread((thread) => addPending(thread, item));
    if (store.environment.isOnline()) return this.#deliver(item);
    store.thread((thread) => setStatus(thread, item.id, 'queued'));
    return this.#outbox.add(item);
  }

  /** Sends a message again that failed. */
  async resend(key: string): Promise<void> {
    const store = this.#store;
    const item = store.entry(key)?.item;
    if (item?.type !== 'user_message') return;
    store.thread((thread) => ({ ...setStatus(thread, key, 'sending'), failure: null }));
    return this.#deliver(item);
  }

  /** Takes a message that failed, or was not sent yet, out of the thread, to be edited. */
  discard(key: string): UserMessageItem | null {
    const store = this.#store;
    const entry = store.entry(key);
    if (entry?.item.type !== 'user_message') return null;
    if (entry.status !== 'queued' && entry.status !== 'failed') return null;
    this.#outbox.discard(key);
    store.thread((thread) => ({ ...removeEntry(thread, key), failure: null }));
    return entry.item;
  }

  /**
   * Takes up what was written offline before the page was loaded again. What may have reached the
   * server waits for its author to send it again.
   */
  restore(messages: readonly Unsent[]): void {
    const store = this.#store;
    for (const { item: kept, tried } of messages) {
      const item = restoredItem(kept);
      const status = tried ? 'failed' : 'queued';
      store.thread((thread) => setStatus(addPending(thread, item), item.id, status));
      if (tried) this.#outbox.addTried(item);
      // What goes wrong is shown with the message; nobody waits for it any more.
      else this.#outbox.add(item).catch(() => undefined);
    }
    if (store.state.value.loading === 'no') this.flush();
  }

  /** Forgets what was written offline: the thread is no more. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#outbox.clear();
  }

  /**
   * Sends the next of what waits, unless something else goes on, there is no network, or the server
   * asked for patience. When its answer has ended this is called for the one after it.
   */
  flush(): void {
    const store = this.#store;
    if (this.#responder.busy || !store.environment.isOnline()) return;
    clearTimeout(this.#timer);
    this.#notBefore = Math.max(this.#notBefore, store.state.value.thread.failure?.retryAt ?? 0);
    const patience = this.#notBefore - Date.now();
    if (patience > 0) {
      this.#timer = setTimeout(() => this.flush(), patience);
      return;
    }
    const next = this.#outbox.next();
    if (!next) return;
    store.thread((thread) => setStatus(thread, next.item.id, 'sending'));
    this.#request(next.item, next.sent).then((error) => {
      if (!error) return;
      // It goes out by itself when it may, and before all others.
      if (!isRateLimit(error) || !this.#outbox.putBack(next)) return next.failed(error);
      store.thread((thread) => setStatus(thread, next.item.id, 'queued'));
      this.flush();
    });
  }

  /** @returns Once the server took the message; rejects if it did not. */
  #deliver(item: UserMessageItem): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#request(item, resolve).then((error) => error && reject(error));
    });
  }

  /** @returns Once the answer has ended: what went wrong, if anything did. */
  #request(item: UserMessageItem, accepted: () => void): Promise<ChatKitError | null> {
    const { id, origin } = this.#store;
    return this.#responder.respond(messageRequest(id, item, origin), 'waiting', () => {
      this.#outbox.settle(item.id);
      accepted();
    });
  }
}
