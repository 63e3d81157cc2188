import { vi } from 'vitest';

/** A request by XMLHttpRequest that a test answers. */
export class FakeUpload {
  method = '';
  url = '';
  body: unknown = null;
  aborted = false;
  status = 0;
  responseText = '';
  readonly headers: Record<string, string> = {};
  readonly upload: { onprogress: ((event: object) => void) | null } = { onprogress: null };
  onload: (() => void) | null = null;
  onloadend: (() => void) | null = null;
  onabort: (() => void) | null = null;
  onerror: (() => void) | null = null;
  #answerHeaders = '';

  open(method: string, url: string): void {
    Object.assign(this, { method, url });
  }

  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }

  getAllResponseHeaders(): string {
    return this.#answerHeaders;
  }

  send(body: unknown): void {
    this.body = body;
  }

  abort(): void {
    this.aborted = true;
    this.onabort?.();
    this.onloadend?.();
  }

  /** The browser says how much has gone out. */
  progress(loaded: number, total: number): void {
    this.upload.onprogress?.({ lengthComputable: true, loaded, total });
  }

  answer(status: number, body: object | string = '', requestId = 'req_upload'): void {
    this.status = status;
    this.responseText = typeof body === 'string' ? body : JSON.stringify(body);
    this.#answerHeaders = `X-Request-Id: ${requestId}\r\nContent-Type: application/json\r\n`;
    this.onload?.();
    this.onloadend?.();
  }

  break(): void {
    this.onerror?.();
    this.onloadend?.();
  }
}

/** Puts such requests in place of the browser's; `vi.unstubAllGlobals` takes them away. */
export function fakeUploads(): FakeUpload[] {
  const uploads: FakeUpload[] = [];
  class Stub extends FakeUpload {
    constructor() {
      super();
      uploads.push(this);
    }
  }
  vi.stubGlobal('XMLHttpRequest', Stub);
  return uploads;
}

export function file(name: string, type = 'text/plain', size = 5): File {
  return new File(['x'.repeat(size)], name, { type });
}

export function fileAttachment(id: string, name = `${id}.txt`) {
  return { type: 'file' as const, id, name, mime_type: 'text/plain' };
}
