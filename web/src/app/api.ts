import { onServer } from './place';

/** Why a request of this page's failed, in a form that can be shown to its user. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  /**
   * @param code machine-readable reason; `unreachable` when no answer came at all
   * @param status HTTP status, 0 when no answer came
   * @param requestId the server's id of the request, for its operator's logs
   */
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
    readonly requestId: string | null,
  ) {
    super(message);
  }
}

/** How to get a new session when the server no longer accepts the present one. */
let renewSession: (() => Promise<boolean>) | null = null;

/** Sets what a 401 leads to; where that succeeds, the refused request is sent once more. */
export function onUnauthorized(renew: (() => Promise<boolean>) | null): void {
  renewSession = renew;
}

/** The user's IANA time zone; UTC where the browser does not know it. */
export function timeZone(): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone && zone !== 'Etc/Unknown' ? zone : 'UTC';
}

function isOwnOrigin(input: RequestInfo | URL): boolean {
  const url = input instanceof Request ? input.url : String(input);
  return new URL(url, window.location.href).origin === window.location.origin;
}

/**
 * `fetch` for the server of this page: names the user's zone and renews a lost session once.
 * Requests to other hosts (an upload to an object store, say) pass through untouched.
 *
 * @param more what else the server is told with each request
 */
export function ownFetchWith(more: Readonly<Record<string, string>>): typeof fetch {
  return async (input, init) => {
    if (!isOwnOrigin(input)) return fetch(input, init);
    const headers = new Headers(
      init?.headers ?? (input instanceof Request ? input.headers : undefined),
    );
    headers.set('X-Timezone', timeZone());
    for (const [name, value] of Object.entries(more)) headers.set(name, value);
    // A Request's body can be read only once; the copy keeps it for a second attempt.
    const first = input instanceof Request ? input.clone() : input;
    const response = await fetch(first, { ...init, headers });
    if (response.status !== 401 || renewSession === null) return response;
    if (!(await renewSession())) return response;
    return fetch(input, { ...init, headers });
  };
}

export const ownFetch: typeof fetch = ownFetchWith({});

/** `fetch` as it is: for requests whose refusal must not lead to another sign-in. */
export const plainFetch: typeof fetch = (input, init) => fetch(input, init);

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  /** Lets the request outlive the page. */
  readonly keepalive?: boolean;
  readonly fetch?: typeof fetch;
}

/**
 * Sends JSON and reads JSON.
 *
 * @param target a path of the server's application, or the URL of something that it named
 * @returns the answer's body, undefined when it has none (204)
 * @throws ApiError for every failure, a server that is away included
 */
export async function request<T>(target: string | URL, options: RequestOptions = {}): Promise<T> {
  const { method = 'GET', body, keepalive = false, fetch: send = ownFetch } = options;
  const init: RequestInit = { method, keepalive, headers: { Accept: 'application/json' } };
  if (body !== undefined) {
    init.headers = { ...init.headers, 'Content-Type': 'application/json' };
    init.body = JSON.stringify(body);
  }
  let response: Response;
  try {
    response = await send(target instanceof URL ? target : onServer(target), init);
  } catch (cause) {
    if (cause instanceof ApiError) throw cause;
    throw new ApiError('unreachable', 'The server cannot be reached.', 0, null);
  }
  const text = await readText(response);
  if (!response.ok) throw refusal(response, text);
  if (text === '') return undefined as T;
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new ApiError(
      'bad_answer',
      'The server gave an answer that this page cannot read.',
      response.status,
      requestIdOf(response),
    );
  }
}

async function readText(response: Response): Promise<string> {
  try {
    return await response.text();
  } catch {
    throw new ApiError('unreachable', 'The connection was lost.', 0, requestIdOf(response));
  }
}

function requestIdOf(response: Response): string | null {
  return response.headers.get('X-Request-Id');
}

/** Reads `{"error": {code, message, request_id}}`; a proxy's HTML page becomes a plain message. */
function refusal(response: Response, text: string): ApiError {
  let detail: { code?: unknown; message?: unknown; request_id?: unknown } = {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (parsed !== null && typeof parsed === 'object' && 'error' in parsed) {
      const { error } = parsed;
      if (error !== null && typeof error === 'object') detail = error;
    }
  } catch {
    // Not the server's own JSON: the status says what there is to say.
  }
  if (response.status === 401) {
    // What the server says of it is for programs.
    const requestId = requestIdOf(response);
    return new ApiError('unauthenticated', 'You are not signed in any more.', 401, requestId);
  }
  const asText = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
  return new ApiError(
    asText(detail.code) ?? `http_${response.status}`,
    asText(detail.message) ?? `The server answered with status ${response.status}.`,
    response.status,
    asText(detail.request_id) ?? requestIdOf(response),
  );
}

/** The words for a failure, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
