interface ChatKitErrorDetails {
  readonly status?: number;
  readonly requestId?: string | null;
  readonly retryAfter?: number | null;
  readonly cause?: unknown;
}

/** Anything that went wrong between the element and its server, or in how the element was used. */
export class ChatKitError extends Error {
  override readonly name = 'ChatKitError';
  /** Machine-readable: the server's own code, or one of `network_error`, `bad_response`, `invalid_option`, … */
  readonly code: string;
  /** The HTTP status, or 0 when there was no answer. */
  readonly status: number;
  /** What to quote when asking the server's operator about it. */
  readonly requestId: string | null;
  /** How long the server asks to wait before the next attempt, in milliseconds. */
  readonly retryAfter: number | null;

  constructor(code: string, message: string, details: ChatKitErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.status = details.status ?? 0;
    this.requestId = details.requestId ?? null;
    this.retryAfter = details.retryAfter ?? null;
  }
}

/** Anything thrown, as an error that can be reported. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** The server has had enough for the moment, and did not look at the request. */
export function isRateLimit(thrown: unknown): thrown is ChatKitError {
  return thrown instanceof ChatKitError && thrown.status === 429;
}

/** By name, not by class: it may come from the page's own fetch, even from another realm. */
export function isAbort(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && 'name' in thrown
    ? thrown.name === 'AbortError'
    : false;
}
