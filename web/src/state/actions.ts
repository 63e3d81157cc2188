import {
  type Action,
  asItem,
  type ChatKitError,
  type StructuredInputSubmission,
  toError,
} from '../protocol';
import type { ConversationStore } from './conversation-store';
import { reduce } from './reduce';
import type { Responder } from './responder';
import { truncateAfter } from './thread';

/**
 * What is asked of the assistant other than by a message, one thing at a time. Each resolves when what
 * it led to is there, and rejects when it was refused, or ended in an error.
 */
export class Actions {
  readonly #store: ConversationStore;
  readonly #responder: Responder;

  constructor(store: ConversationStore, responder: Responder) {
    this.#store = store;
    this.#responder = responder;
  }

  async act(action: Action, itemId: string | undefined, streaming: boolean): Promise<void> {
    this.#responder.requireIdle();
    const thread_id = this.#store.requireId();
    const params = { thread_id, ...(itemId === undefined ? {} : { item_id: itemId }), action };
    throwIfAny(
      streaming
        ? await this.#responder.respond({ type: 'threads.custom_action', params }, 'acting')
        : await this.#actInOneAnswer(params),
    );
  }

  async answer(itemId: string, input: StructuredInputSubmission): Promise<void> {
    this.#responder.requireIdle();
    const params = { thread_id: this.#store.requireId(), item_id: itemId, input };
    const request = { type: 'threads.add_structured_input', params } as const;
    throwIfAny(await this.#responder.respond(request, 'waiting'));
  }

  async rerun(itemId: string): Promise<void> {
    this.#responder.requireIdle();
    const params = { thread_id: this.#store.requireId(), item_id: itemId };
    const request = { type: 'threads.retry_after_item', params } as const;
    const error = await this.#responder.respond(request, 'waiting', () =>
      this.#store.thread((thread) => truncateAfter(thread, itemId)),
    );
    throwIfAny(error);
  }

  /** Has the server make the thread of a branch, without a message. */
  async begin(): Promise<void> {
    const { origin, id } = this.#store;
    if (origin === null || id !== null) return;
    const request = { type: 'x.threads.branch', params: origin } as const;
    throwIfAny(await this.#responder.respond(request, 'acting'));
  }

  async #actInOneAnswer(params: {
    readonly thread_id: string;
    readonly item_id?: string;
    readonly action: Action;
  }): Promise<ChatKitError | null> {
    const store = this.#store;
    try {
      const { data } = await store.environment.client.request('threads.sync_custom_action', params);
      const item = asItem(data.updated_item);
      if (item) store.thread((thread) => reduce(thread, { type: 'thread.item.replaced', item }));
      return null;
    } catch (thrown) {
      return store.fail(toError(thrown), null);
    }
  }
}

function throwIfAny(error: ChatKitError | null): void {
  if (error) throw error;
}
