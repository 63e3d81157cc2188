import { type Batch, networkError, readBatches } from './batches';
import { ChatKitError, isAbort } from './errors';
import type { Extension, JsonExchanges, StreamingRequest } from './requests';
import { refusal, requestIdOf } from './responses';
import { within } from './silence';
import type { Transport } from './transport';

export interface EventStream extends AsyncIterable<Batch> {
  readonly requestId: string | null;
}

export interface Answer<T> {
  readonly data: T;
  /** The run that is answering in this thread at the moment, if the server says so. */
  readonly run: string | null;
}

interface ClientConfig {
  /** The way to the server, as the options are at the moment. */
  readonly transport: () => Transport;
  /** The active locale, sent with every request. */
  readonly locale: () => string;
  /** Called when the server has said which extensions it has, or who the user is. */
  readonly onAnnounced?: () => void;
}

/** How long a server may say nothing at all before it counts as gone, in milliseconds. */
const SILENCE = 60_000;
const LONG_SILENCE = 300_000;

/** Speaks the protocol: one POST endpoint, JSON in, JSON or an event stream out. */
export class ProtocolClient {
  readonly #config: ClientConfig;
  #extensions: ReadonlySet<string> = new Set();
  #maxMessage = Number.POSITIVE_INFINITY;
  #announced: string | null = null;
  #user = '';

  constructor(config: ClientConfig) {
    this.#config = config;
  }

  /** The active locale, as it goes out with every request. */
  get locale(): string {
    return this.#config.locale();
  }

  /** How many characters (code points) a message may have, as far as the server has told. */
  get maxMessage(): number {
    return this.#maxMessage;
  }

  /** What tells the server's users apart; empty as long as it has not said. */
  get user(): string {
    return this.#user;
  }

  /** Whether the server announced that it understands this request type. */
  supports(extension: Extension): boolean {
    return this.#extensions.has(extension);
  }

  /**
   * Makes a request that is answered by one JSON document.
   *
   * @throws ChatKitError when there is no answer or a refusal.
   */
  async request<Type extends keyof JsonExchanges>(
    type: Type,
    params: JsonExchanges[Type]['params'],
    signal?: AbortSignal,
  ): Promise<Answer<JsonExchanges[Type]['answer']>> {
    const response = await this.#post({ type, params }, 'application/json', signal);
    try {
      const data = (await response.json()) as JsonExchanges[Type]['answer'];
      return { data, run: response.headers.get('ChatKit-Run') };
    } catch (cause) {
      if (isAbort(cause)) throw cause;
      throw new ChatKitError('bad_response', 'The server sent an answer that is not JSON.', {
        status: response.status,
        requestId: requestIdOf(response),
        cause,
      });
    }
  }

  /**
   * Makes a request that is answered by events.
   *
   * @returns Once the server accepted the request; reading it may still fail.
   * @throws ChatKitError when there is no answer or a refusal.
   */
  async open(request: StreamingRequest, signal: AbortSignal): Promise<EventStream> {
    // A server that can be found again sends a sign of life every few seconds. One that cannot may
    // be thinking, and its answer would be lost.
    const silence = this.supports('x.threads.resume') ? SILENCE : LONG_SILENCE;
    const response = await this.#post(request, 'text/event-stream', signal, silence);
    const requestId = requestIdOf(response);
    // A page in place of an answer is that of a proxy, or of a sign-in that has run out.
    if (/\b(json|html)\b/i.test(response.headers.get('Content-Type') ?? '')) {
      throw new ChatKitError('bad_response', 'The server answered without an event stream.', {
        status: response.status,
        requestId,
      });
    }
    return { requestId, [Symbol.asyncIterator]: () => readBatches(response, requestId, silence) };
  }

  async #post(
    body: unknown,
    accept: string,
    signal: AbortSignal | undefined,
    patience = SILENCE,
  ): Promise<Response> {
    const headers = {
      'Content-Type': 'application/json',
      Accept: accept,
      'Accept-Language': this.#config.locale(),
    };
    const init: RequestInit = { method: 'POST', headers, body: JSON.stringify(body) };
    if (signal) init.signal = signal;
    let response: Response;
    try {
      response = await within(patience, this.#config.transport()(init));
    } catch (cause) {
      throw networkError(cause, null);
    }
    const announced = response.headers.get('ChatKit-Extensions');
    const user = response.headers.get('ChatKit-User') ?? this.#user;
    if (announced !== null && (announced !== this.#announced || user !== this.#user)) {
      this.#announced = announced;
      this.#user = user;
      this.#extensions = new Set(announced.split(',').map((name) => name.trim()));
      this.#config.onAnnounced?.();
    }
    const longest = Number(response.headers.get('ChatKit-Max-Message'));
    if (longest > 0) this.#maxMessage = longest;
    if (!response.ok) throw await refusal(response);
    return response;
  }
}
