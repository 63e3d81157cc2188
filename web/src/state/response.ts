import {
  type Batch,
  ChatKitError,
  type ClientToolCallItem,
  isAbort,
  type StreamingRequest,
  toError,
} from '../protocol';
import { abortable, type Environment, wait } from './environment';
import { isTransient } from './failures';

/** What an answer is read into. */
export interface ResponseSink {
  /** The thread that is answered; null until the server has made it. */
  readonly threadId: () => string | null;
  /** Returns the error that the answer ends with, if the events tell of one. */
  readonly apply: (batch: Batch, requestId: string | null) => ChatKitError | null;
  readonly phase: (phase: 'tool' | 'waiting' | 'reconnecting') => void;
  readonly toolAnswered: (call: ClientToolCallItem, output: unknown) => void;
  /** Brings the thread to what the server has. */
  readonly sync: (signal: AbortSignal) => Promise<void>;
}

/** Milliseconds before each attempt to find a broken answer again; a server may be restarting. */
const RECONNECT_DELAYS = [400, 1_200, 3_000, 6_000];

/**
 * One answer, from the request to its end: the stream, the page's tools that it calls, and the
 * attempts to find it again when the connection breaks.
 */
export class ResponseRun {
  readonly #environment: Environment;
  readonly #sink: ResponseSink;
  readonly #controller = new AbortController();
  /** The server took the first request. */
  #accepted = false;
  #call: ClientToolCallItem | null = null;
  #error: ChatKitError | null = null;

  constructor(environment: Environment, sink: ResponseSink) {
    this.#environment = environment;
    this.#sink = sink;
  }

  get accepted(): boolean {
    return this.#accepted;
  }

  get aborted(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Closes the stream. What came until now stays. */
  abort(): void {
    this.#controller.abort();
  }

  /**
   * Runs to the end, or until aborted.
   *
   * @param accepted Called once the server took the request.
   * @returns The error that the answer itself ended with, if it did.
   * @throws ChatKitError when the request was refused, or the connection broke for good.
   */
  async run(request: StreamingRequest, accepted?: () => void): Promise<ChatKitError | null> {
    const { signal } = this.#controller;
    let next: StreamingRequest | null = request;
    try {
      while (next) {
        const sent: StreamingRequest = next;
        await this.#readOrReconnect(sent, accepted);
        next = await this.#answerCall(signal);
      }
    } catch (thrown) {
      if (!signal.aborted && !isAbort(thrown)) throw toError(thrown);
    }
    return this.#error;
  }

  async #readOrReconnect(request: StreamingRequest, accepted?: () => void): Promise<void> {
    try {
      const events = await this.#read(request, accepted);
      // The run was over before it could be resumed: what it left behind is in the thread.
      if (request.type === 'x.threads.resume' && events === 0) {
        await this.#sink.sync(this.#controller.signal);
      }
    } catch (error) {
      const threadId = this.#sink.threadId();
      const resumable = this.#environment.client.supports('x.threads.resume');
      const isRunning = this.#accepted || request.type === 'x.threads.resume';
      if (!isRunning || !isTransient(error) || threadId === null || !resumable) throw error;
      await this.#reconnect(threadId, toError(error));
    }
  }

  async #reconnect(threadId: string, cause: Error): Promise<void> {
    const { signal } = this.#controller;
    this.#sink.phase('reconnecting');
    for (const delay of RECONNECT_DELAYS) {
      await wait(delay, signal);
      try {
        await this.#read({ type: 'x.threads.resume', params: { thread_id: threadId } });
        await this.#sink.sync(signal);
        return;
      } catch (error) {
        if (!isTransient(error)) throw error;
      }
    }
    throw cause;
  }

  /** @returns How many events there were. */
  async #read(request: StreamingRequest, accepted?: () => void): Promise<number> {
    const { client } = this.#environment;
    const stream = await client.open(request, this.#controller.signal);
    this.#accepted = true;
    accepted?.();
    this.#call = null;
    let count = 0;
    for await (const batch of stream) {
      count += batch.events.length;
      for (const event of batch.events) {
        if (event.type === 'thread.item.done' && event.item.type === 'client_tool_call') {
          this.#call = event.item.status === 'pending' ? event.item : null;
        }
      }
      this.#error = this.#sink.apply(batch, stream.requestId) ?? this.#error;
    }
    return count;
  }

  /** Has the page do what the assistant asked of it, and makes the request that says what came of it. */
  async #answerCall(signal: AbortSignal): Promise<StreamingRequest | null> {
    const call = this.#call;
    const threadId = this.#sink.threadId();
    if (!call || threadId === null || this.#error) return null;
    this.#sink.phase('tool');
    const result = await abortable(this.#callTool(call), signal);
    this.#sink.toolAnswered(call, result);
    this.#sink.phase('waiting');
    return { type: 'threads.add_client_tool_output', params: { thread_id: threadId, result } };
  }

  async #callTool(call: ClientToolCallItem): Promise<unknown> {
    try {
      const handler = this.#environment.clientTool();
      if (!handler) {
        throw new ChatKitError(
          'client_tool',
          `The assistant called the client tool "${call.name}", but the option onClientTool is not set.`,
        );
      }
      const result = await handler({ name: call.name, params: { ...call.arguments } });
      // What cannot be sent must be found out here, where it is the tool's own failure.
      return JSON.parse(JSON.stringify(result ?? {}));
    } catch (thrown) {
      const error = toError(thrown);
      this.#environment.emit({ type: 'error', error });
      return { error: error.message };
    }
  }
}
