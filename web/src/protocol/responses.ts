import { ChatKitError } from './errors';

/** What the server calls this exchange in its log. */
export function requestIdOf(response: Response): string | null {
  return response.headers.get('X-Request-Id');
}

/** Source: RFC 9110, section 10.2.3: seconds, or a date. */
function retryAfterOf(response: Response): number | null {
  const value = response.headers.get('Retry-After')?.trim();
  if (!value) return null;
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : null;
}

/** The error in a refusal: `{"error": {code, message, request_id}}`, or what else can be made of it. */
export async function refusal(response: Response): Promise<ChatKitError> {
  let body: unknown = null;
  try {
    body = await response.json();
  } catch {
    // Not every refusal comes from the server itself; a proxy's page says nothing to a user.
  }
  const error = field(body, 'error') ?? body;
  const code = text(field(error, 'code')) ?? `http_${response.status}`;
  const message =
    text(field(error, 'message')) ??
    text(field(body, 'detail')) ??
    `The server answered with status ${response.status}.`;
  return new ChatKitError(code, message, {
    status: response.status,
    requestId: requestIdOf(response) ?? text(field(error, 'request_id')) ?? null,
    retryAfter: retryAfterOf(response),
  });
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
