import { networkError } from './batches';
import type { ProtocolClient } from './client';
import { ChatKitError, isAbort } from './errors';
import type { Attachment, UploadDescriptor } from './items';
import { refusal, requestIdOf } from './responses';

/**
 * How files get to the server. `direct`: each is posted as a form to a URL of the page's server.
 * `two_phase`: the server is asked for a place first, and the bytes go there.
 */
export type UploadRoute =
  | { readonly type: 'direct'; readonly url: string; readonly fetch?: typeof fetch | undefined }
  | { readonly type: 'two_phase' };

type Client = Pick<ProtocolClient, 'locale' | 'request'>;

export interface UploadHooks {
  readonly signal: AbortSignal;
  /** How much of the file is on its way, from 0 to 1; never called where the browser does not tell. */
  readonly onProgress: (part: number) => void;
  /** The server has this attachment from here on, though not yet its bytes. */
  readonly onCreated: (attachmentId: string) => void;
}

/**
 * Brings a file to the server.
 *
 * @returns The attachment that a message can name.
 * @throws ChatKitError when it was refused or lost; an AbortError when the signal said so.
 */
export function uploadFile(
  client: Client,
  route: UploadRoute,
  file: File,
  hooks: UploadHooks,
): Promise<Attachment> {
  return route.type === 'direct'
    ? uploadDirectly(client, route, file, hooks)
    : uploadInTwoPhases(client, file, hooks);
}

async function uploadDirectly(
  client: Client,
  route: Extract<UploadRoute, { type: 'direct' }>,
  file: File,
  { signal, onProgress }: UploadHooks,
): Promise<Attachment> {
  const body = new FormData();
  body.append('file', file, file.name);
  const headers = { Accept: 'application/json', 'Accept-Language': client.locale };
  // A fetch of the page's own carries its credentials, so it is used, though it tells no progress.
  const response = route.fetch
    ? await fetched(route.fetch, route.url, { method: 'POST', headers, body, signal })
    : await send({ url: route.url, method: 'POST', headers }, body, signal, onProgress);
  if (!response.ok) throw await refusal(response);
  let answer: unknown;
  try {
    answer = await response.json();
  } catch (cause) {
    if (isAbort(cause)) throw cause;
    throw notAnAttachment(response, cause);
  }
  const attachment = asAttachment(answer, file);
  if (!attachment) throw notAnAttachment(response);
  return attachment;
}

async function uploadInTwoPhases(
  client: Client,
  file: File,
  { signal, onProgress, onCreated }: UploadHooks,
): Promise<Attachment> {
  // Not ended by the signal: an attachment that the server makes must be known, to be deleted.
  const { data } = await client.request('attachments.create', {
    name: file.name,
    size: file.size,
    mime_type: mimeTypeOf(file),
  });
  const attachment = asAttachment(data, file);
  const descriptor = data?.upload_descriptor;
  if (attachment) onCreated(attachment.id);
  signal.throwIfAborted();
  if (!attachment || typeof descriptor?.url !== 'string') {
    throw new ChatKitError('bad_response', 'The server did not say where the file is to be sent.');
  }
  // Its place may be another host's, which knows nothing of the page's credentials.
  const response = await send(descriptor, file, signal, onProgress);
  if (!response.ok) throw await refusal(response);
  return attachment;
}

export function mimeTypeOf(file: File): string {
  return file.type || 'application/octet-stream';
}

async function fetched(
  customFetch: typeof fetch,
  url: string,
  init: RequestInit,
): Promise<Response> {
  try {
    return await customFetch(url, init);
  } catch (cause) {
    throw networkError(cause, null);
  }
}

/** One request by XMLHttpRequest: the only way by which browsers tell how far a body has got. */
function send(
  { url, method, headers = {} }: UploadDescriptor,
  body: FormData | File,
  signal: AbortSignal,
  onProgress: (part: number) => void,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ lengthComputable, loaded, total }) => {
      if (lengthComputable && total > 0) onProgress(loaded / total);
    };
    const stop = () => request.abort();
    request.onloadend = () => signal.removeEventListener('abort', stop);
    request.onload = () => resolve(responseOf(request));
    request.onabort = () => reject(signal.reason);
    request.onerror = () => reject(networkError(new TypeError(`${method} ${url} failed`), null));
    signal.addEventListener('abort', stop, { once: true });
    request.send(body);
  });
}

const WITHOUT_BODY = new Set([204, 205, 304]);

function responseOf(request: XMLHttpRequest): Response {
  const { status, responseText } = request;
  const headers = new Headers();
  for (const line of request
    .getAllResponseHeaders()
    .trim()
    .split(/[\r\n]+/)) {
    const end = line.indexOf(':');
    if (end > 0) headers.append(line.slice(0, end), line.slice(end + 1).trim());
  }
  return new Response(WITHOUT_BODY.has(status) ? null : responseText, { status, headers });
}

/** The attachment in an answer; what it does not say of the file is taken from the file. */
function asAttachment(value: unknown, file: File): Attachment | null {
  if (typeof value !== 'object' || value === null) return null;
  const { id, name, mime_type, type, preview_url } = value as Record<string, unknown>;
  if (typeof id !== 'string' || id === '') return null;
  const base = {
    id,
    name: typeof name === 'string' && name !== '' ? name : file.name,
    mime_type: typeof mime_type === 'string' ? mime_type : mimeTypeOf(file),
  };
  return type === 'image' && typeof preview_url === 'string'
    ? { type: 'image', ...base, preview_url }
    : { type: 'file', ...base };
}

function notAnAttachment(response: Response, cause?: unknown): ChatKitError {
  return new ChatKitError('bad_response', 'The server took the file, but named no attachment.', {
    status: response.status,
    requestId: requestIdOf(response),
    cause,
  });
}
