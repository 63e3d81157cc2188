import type { ThreadStreamEvent } from '../events';
import type { ThreadItem, UserMessageItem } from '../items';

/** An event stream that a test writes to while it is read. */
export class FakeStream {
  readonly response: Response;
  cancelled = false;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #open = true;

  constructor(headers: Record<string, string> = {}) {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
      cancel: () => {
        this.cancelled = true;
      },
    });
    this.response = new Response(body, {
      headers: { 'Content-Type': 'text/event-stream', 'X-Request-Id': 'req_1', ...headers },
    });
  }

  /** Sends events in one piece, as a network does that has them all at hand. */
  send(...events: readonly (ThreadStreamEvent | { type: string })[]): void {
    const text = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
    this.#controller.enqueue(new TextEncoder().encode(text));
  }

  end(): void {
    if (this.#open) this.#controller.close();
    this.#open = false;
  }

  /** Breaks the connection. */
  break(): void {
    this.#open = false;
    this.#controller.error(new TypeError('network error'));
  }
}

export interface FakeRequest {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test knows the request that it looks at.
  readonly params: any;
  readonly headers: Headers;
  readonly signal: AbortSignal | undefined;
}

type Answer = Response | FakeStream | object;
type Handler = (request: FakeRequest) => Answer | Promise<Answer>;

/** A server in the page: records the requests and answers them as the test says. */
export class FakeServer {
  readonly requests: FakeRequest[] = [];
  /** Sent with every answer. */
  headers: Record<string, string> = {};
  readonly #handlers = new Map<string, Handler>();

  on(type: string, handler: Handler): this {
    this.#handlers.set(type, handler);
    return this;
  }

  /** Answers a streaming request by a stream that the test writes to. */
  stream(type: string): FakeStream {
    const stream = new FakeStream(this.headers);
    this.on(type, () => stream);
    return stream;
  }

  ofType(type: string): FakeRequest[] {
    return this.requests.filter((request) => request.type === type);
  }

  readonly fetch = async (_url: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const { type, params } = JSON.parse(String(init?.body));
    const signal = init?.signal ?? undefined;
    const request = { type, params, headers: new Headers(init?.headers), signal };
    this.requests.push(request);
    signal?.throwIfAborted();
    const handler = this.#handlers.get(type);
    if (!handler) return refuse(501, 'not_implemented', `No answer to ${type}.`);
    const answer = await handler(request);
    if (answer instanceof Response) return answer;
    if (!(answer instanceof FakeStream)) return Response.json(answer, { headers: this.headers });
    if (!signal) return answer.response;
    return untilAborted(answer.response, signal);
  };
}

/** A body that fails when the signal says so, as that of the browser's own fetch does. */
function untilAborted(response: Response, signal: AbortSignal): Response {
  const reader = response.body?.getReader();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      signal.addEventListener('abort', () => {
        controller.error(signal.reason);
        reader?.cancel();
      });
    },
    async pull(controller) {
      const { done, value } = (await reader?.read()) ?? { done: true };
      if (signal.aborted) return;
      if (done || !value) controller.close();
      else controller.enqueue(value);
    },
  });
  return new Response(body, { headers: response.headers });
}

export function refuse(status: number, code: string, message: string): Response {
  return Response.json(
    { error: { code, message, request_id: 'req_refused' } },
    { status, headers: { 'X-Request-Id': 'req_refused' } },
  );
}

export const CREATED = '2026-05-04T09:00:00Z';

export function userMessage(id: string, text: string): UserMessageItem {
  return {
    type: 'user_message',
    id,
    thread_id: 'thr_1',
    created_at: CREATED,
    content: [{ type: 'input_text', text }],
    inference_options: {},
  };
}

export function assistantMessage(id: string, text: string): ThreadItem {
  return {
    type: 'assistant_message',
    id,
    thread_id: 'thr_1',
    created_at: CREATED,
    content: text === '' ? [] : [{ type: 'output_text', text, annotations: [] }],
  };
}

export function delta(itemId: string, text: string): ThreadStreamEvent {
  return {
    type: 'thread.item.updated',
    item_id: itemId,
    update: { type: 'assistant_message.content_part.text_delta', content_index: 0, delta: text },
  };
}

export function thread(id: string, title?: string) {
  return {
    id,
    created_at: CREATED,
    status: { type: 'active' as const },
    items: { data: [], has_more: false },
    ...(title === undefined ? {} : { title }),
  };
}
