import {
  type Batch,
  ChatKitError,
  type ClientToolCallItem,
  type StreamingRequest,
  toError,
} from '../protocol';
import { type Activity, applyEvent, failPending } from './conversation-state';
import type { ConversationStore } from './conversation-store';
import { type SessionEvent, wait } from './environment';
import { tellsNothingOfTheRun } from './failures';
import type { Loader } from './loader';
import { lastUserMessageId, reduce } from './reduce';
import { ResponseRun } from './response';
import { type Retry, settle } from './thread';

/** How long a server may take to end an answer that it was asked to stop, in milliseconds. */
const STOP_GRACE = 4_000;

/** Reads answers into the store, one at a time, and tells the page of what is in them. */
export class Responder {
  readonly #store: ConversationStore;
  readonly #loader: Loader;
  readonly #onIdle: () => void;
  /** The types of events that were ignored, each said once. */
  readonly #unknown = new Set<string>();
  #run: { readonly response: ResponseRun; readonly ended: Promise<unknown> } | null = null;

  /** @param onIdle Called when an answer has ended. */
  constructor(store: ConversationStore, loader: Loader, onIdle: () => void) {
    this.#store = store;
    this.#loader = loader;
    this.#onIdle = onIdle;
  }

  get busy(): boolean {
    return this.#run !== null;
  }

  requireIdle(): void {
    if (this.busy) throw new ChatKitError('busy', 'The assistant is already responding.');
  }

  /**
   * Reads an answer to its end. Never rejects: what goes wrong is in the thread and reported.
   *
   * @param accepted Called once the server took the request.
   * @returns What went wrong, if anything did.
   */
  respond(
    request: StreamingRequest,
    activity: Activity,
    accepted?: () => void,
  ): Promise<ChatKitError | null> {
    const store = this.#store;
    const response = new ResponseRun(store.environment, {
      threadId: () => store.id,
      apply: (batch, requestId) => this.#apply(batch, requestId),
      phase: (phase) => store.set({ activity: phase }),
      toolAnswered: (call, output) => this.#answered(call, output),
      sync: async (signal) => {
        await this.#loader.sync(signal);
      },
    });
    store.thread((thread) => ({ ...thread, allowCancel: true, failure: null }));
    store.set({ activity });
    const ended = this.#read(response, request, accepted);
    this.#run = { response, ended };
    return ended;
  }

  /** Takes up the answer that the server says is running in the thread. */
  resume(): void {
    const params = { thread_id: this.#store.requireId() };
    void this.respond({ type: 'x.threads.resume', params }, 'streaming');
  }

  /** Ends the answer that is coming in; what there is of it stays. */
  async stop(): Promise<void> {
    const run = this.#run;
    const { activity, id, thread } = this.#store.state.value;
    const isAnswering = activity === 'streaming' || activity === 'waiting';
    if (!run || activity === 'stopping' || !thread.allowCancel) return;
    this.#store.set({ activity: 'stopping' });
    const { client, emit } = this.#store.environment;
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

  async #read(
    response: ResponseRun,
    request: StreamingRequest,
    accepted?: () => void,
  ): Promise<ChatKitError | null> {
    const store = this.#store;
    try {
      const error = await response.run(request, accepted);
      if (response.aborted) await this.#findPending();
      return error;
    } catch (thrown) {
      const error = toError(thrown);
      return store.fail(error, this.#retryOf(error, response, request));
    } finally {
      this.#run = null;
      store.thread((thread) => failPending(settle(thread)));
      store.set({ activity: 'idle' });
      this.#onIdle();
    }
  }

  /** What could be tried again after a request that failed, or an answer that broke off. */
  #retryOf(error: Error, { accepted }: ResponseRun, { type }: StreamingRequest): Retry | null {
    // What was not taken is still there to be sent: a button that was pressed, a form.
    if (type === 'threads.custom_action') return null;
    if (type === 'threads.add_structured_input' && !accepted) return null;
    const isRunning = accepted || type === 'x.threads.resume';
    const resumable = this.#store.environment.client.supports('x.threads.resume');
    if (isRunning && resumable && tellsNothingOfTheRun(error)) return { type: 'reconnect' };
    const itemId = lastUserMessageId(this.#store.state.value.thread);
    return itemId === null ? null : { type: 'rerun', itemId };
  }

  /** After a stop it is the server that knows whether the message had reached it. */
  async #findPending(): Promise<void> {
    const { thread, id } = this.#store.state.value;
    if (id === null || !thread.entries.some(({ status }) => status === 'sending')) return;
    await this.#loader.refresh();
  }

  #answered(call: ClientToolCallItem, output: unknown): void {
    const item: ClientToolCallItem = { ...call, status: 'completed', output };
    this.#store.thread((thread) => reduce(thread, { type: 'thread.item.replaced', item }));
  }

  /**
   * Takes events in, together as far as the page does not hear of them: what it hears of one comes
   * when everything before it is in place.
   *
   * @returns The error that the answer ends with, if the events tell of one.
   */
  #apply(batch: Batch, requestId: string | null): ChatKitError | null {
    const { state: shown, environment } = this.#store;
    let state = shown.value;
    const tell = (event: SessionEvent) => {
      shown.set(state);
      environment.emit(event);
      state = shown.value;
    };
    let failed: ChatKitError | null = null;
    for (const event of batch.events) {
      state = applyEvent(state, event, requestId);
      if (event.type === 'client_effect') {
        const { name, data } = event;
        tell({ type: 'effect', name, ...(data === undefined ? {} : { data }) });
      } else if (event.type === 'error') {
        const { code = 'custom', message } = event;
        failed = new ChatKitError(code, message ?? code, { requestId });
        tell({ type: 'error', error: failed });
      }
    }
    shown.set(state);
    for (const type of batch.unknown) {
      if (this.#unknown.has(type)) continue;
      this.#unknown.add(type);
      environment.emit({ type: 'log', name: 'event.unknown', data: { type } });
    }
    return failed;
  }
}
