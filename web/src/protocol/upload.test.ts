import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProtocolClient } from './client';
import { FakeServer, refuse } from './testing/fake-server';
import { type FakeUpload, fakeUploads, file, fileAttachment } from './testing/fake-upload';
import { customTransport } from './transport';
import { type UploadRoute, uploadFile } from './upload';

let server: FakeServer;
let sent: FakeUpload[];
let created: string[];
let progress: number[];
let control: AbortController;

beforeEach(() => {
  server = new FakeServer();
  sent = fakeUploads();
  created = [];
  progress = [];
  control = new AbortController();
});

afterEach(() => vi.unstubAllGlobals());

function upload(route: UploadRoute, what = file('a.txt')) {
  const transport = customTransport('/chatkit', server.fetch);
  const client = new ProtocolClient({ transport: () => transport, locale: () => 'de-DE' });
  return uploadFile(client, route, what, {
    signal: control.signal,
    onProgress: (part) => progress.push(part),
    onCreated: (id) => created.push(id),
  });
}

async function only(): Promise<FakeUpload> {
  await vi.waitFor(() => expect(sent).toHaveLength(1));
  return sent[0] as FakeUpload;
}

const DIRECT = { type: 'direct', url: '/upload' } as const;
const TWO_PHASE = { type: 'two_phase' } as const;

describe('a direct upload', () => {
  it('posts the file as a form, tells how far it is, and gives the attachment', async () => {
    const done = upload(DIRECT);
    const request = await only();
    expect(request).toMatchObject({ method: 'POST', url: '/upload' });
    expect(request.headers['Accept-Language']).toBe('de-DE');
    const form = request.body as FormData;
    expect((form.get('file') as File).name).toBe('a.txt');
    request.progress(2, 8);
    request.progress(8, 8);
    request.answer(200, fileAttachment('atc_1', 'a.txt'));
    expect(await done).toEqual(fileAttachment('atc_1', 'a.txt'));
    expect(progress).toEqual([0.25, 1]);
  });

  it('goes by the fetch of the page, where there is one', async () => {
    const fetch = vi.fn(async () => Response.json(fileAttachment('atc_1')));
    expect((await upload({ ...DIRECT, fetch })).id).toBe('atc_1');
    expect(fetch).toHaveBeenCalledWith('/upload', expect.objectContaining({ method: 'POST' }));
    expect(sent).toEqual([]);
  });

  it('takes an image without a preview for a file, and its name from the file', async () => {
    const done = upload(DIRECT, file('a.png', 'image/png'));
    (await only()).answer(200, { type: 'image', id: 'atc_1' });
    expect(await done).toEqual({
      type: 'file',
      id: 'atc_1',
      name: 'a.png',
      mime_type: 'image/png',
    });
  });

  it('says why it was refused', async () => {
    const done = upload(DIRECT);
    (await only()).answer(413, { error: { code: 'too_large', message: 'At most 1 MB.' } });
    await expect(done).rejects.toMatchObject({
      code: 'too_large',
      message: 'At most 1 MB.',
      status: 413,
      requestId: 'req_upload',
    });
  });

  it('does not take anything for an attachment', async () => {
    const done = upload(DIRECT);
    (await only()).answer(200, '<h1>Welcome</h1>');
    await expect(done).rejects.toMatchObject({ code: 'bad_response', requestId: 'req_upload' });
  });

  it('says that the connection broke', async () => {
    const done = upload(DIRECT);
    (await only()).break();
    await expect(done).rejects.toMatchObject({ code: 'network_error', status: 0 });
  });

  it('ends on demand', async () => {
    const done = upload(DIRECT);
    const request = await only();
    control.abort();
    await expect(done).rejects.toMatchObject({ name: 'AbortError' });
    expect(request.aborted).toBe(true);
  });
});

describe('an upload in two phases', () => {
  const descriptor = { url: 'https://files.test/1', method: 'PUT', headers: { 'X-Key': 'k' } };

  it('asks for a place and sends the bytes there', async () => {
    const answer = { ...fileAttachment('atc_1', 'a.txt'), upload_descriptor: descriptor };
    server.on('attachments.create', () => answer);
    const what = file('a.txt');
    const done = upload(TWO_PHASE, what);
    const request = await only();
    expect(server.requests[0]?.params).toEqual({
      name: 'a.txt',
      size: 5,
      mime_type: 'text/plain',
    });
    expect(created).toEqual(['atc_1']);
    expect(request).toMatchObject({ method: 'PUT', url: 'https://files.test/1', body: what });
    expect(request.headers).toEqual({ 'X-Key': 'k' });
    request.answer(204);
    expect(await done).toEqual(fileAttachment('atc_1', 'a.txt'));
  });

  it('gives a file without a type a general one', async () => {
    server.on('attachments.create', () => refuse(400, 'x', 'x'));
    await expect(upload(TWO_PHASE, file('a', ''))).rejects.toBeDefined();
    expect(server.requests[0]?.params.mime_type).toBe('application/octet-stream');
  });

  it('tells of the attachment that was made although it was given up meanwhile', async () => {
    server.on('attachments.create', () => {
      control.abort();
      return { ...fileAttachment('atc_1'), upload_descriptor: descriptor };
    });
    await expect(upload(TWO_PHASE)).rejects.toMatchObject({ name: 'AbortError' });
    expect(created).toEqual(['atc_1']);
    expect(sent).toEqual([]);
  });

  it('needs to be told where to', async () => {
    server.on('attachments.create', () => fileAttachment('atc_1'));
    await expect(upload(TWO_PHASE)).rejects.toMatchObject({ code: 'bad_response' });
  });

  it('says why the bytes were refused', async () => {
    server.on('attachments.create', () => ({
      ...fileAttachment('atc_1'),
      upload_descriptor: descriptor,
    }));
    const done = upload(TWO_PHASE);
    (await only()).answer(403, '<Error>expired</Error>');
    await expect(done).rejects.toMatchObject({ code: 'http_403', status: 403 });
  });
});
