import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { customTransport, ProtocolClient, type UploadRoute } from '../../../protocol';
import { FakeServer } from '../../../protocol/testing/fake-server';
import {
  type FakeUpload,
  fakeUploads,
  file,
  fileAttachment,
} from '../../../protocol/testing/fake-upload';
import type { SessionEvent } from '../../../state';
import { Composer } from '../../model/composer';
import { attachFiles } from './attachFiles';
import type { Limits } from './limits';
import { Uploads } from './uploads';

let server: FakeServer;
let sent: FakeUpload[];
let composer: Composer;
let uploads: Uploads;
let events: SessionEvent[];
let route: UploadRoute;
let limits: Limits | null;

beforeEach(() => {
  sessionStorage.clear();
  server = new FakeServer().on('attachments.delete', () => ({}));
  sent = fakeUploads();
  composer = new Composer();
  events = [];
  route = { type: 'direct', url: '/upload' };
  limits = { maxSize: 100, maxCount: 5, accept: null };
  const transport = customTransport('/chatkit', server.fetch);
  uploads = new Uploads({
    client: new ProtocolClient({ transport: () => transport, locale: () => 'en' }),
    route: () => route,
    limits: () => limits,
    composer,
    emit: (event) => events.push(event),
  });
});

afterEach(() => vi.unstubAllGlobals());

const statuses = () => uploads.state.value.shown.map(({ status }) => status);
const attached = () => composer.state.value.attachments.map(({ id }) => id);
const deleted = () =>
  server.ofType('attachments.delete').map(({ params }) => params.attachment_id as string);
const keyOf = (place: number) => uploads.state.value.shown[place]?.key as number;
/** Lets everything happen that needs no answer from outside. */
const quiet = () => new Promise((resolve) => setTimeout(resolve));

/** The request for the nth file; its answer has arrived when this resolves. */
async function answer(place: number, id: string): Promise<void> {
  sent[place]?.answer(200, fileAttachment(id));
  await quiet();
}

describe('a file that is added', () => {
  it('is on its way at once, tells how far, and is attached when it is there', async () => {
    uploads.add([file('a.txt')]);
    expect(statuses()).toEqual(['uploading']);
    expect(uploads.status).toBe('uploading');
    sent[0]?.progress(1, 4);
    expect(uploads.state.value.shown[0]?.progress).toBe(0.25);
    await answer(0, 'atc_1');
    expect(statuses()).toEqual(['done']);
    expect(attached()).toEqual(['atc_1']);
    expect(uploads.status).toBe('done');
  });

  it('waits while three others are on their way', async () => {
    uploads.add(['a', 'b', 'c', 'd'].map((name) => file(name)));
    expect(statuses()).toEqual(['uploading', 'uploading', 'uploading', 'waiting']);
    expect(sent).toHaveLength(3);
    await answer(1, 'atc_b');
    expect(statuses()).toEqual(['uploading', 'done', 'uploading', 'uploading']);
  });

  it('keeps its place, whichever arrives first', async () => {
    composer.set({ attachments: [fileAttachment('given')] });
    uploads.add([file('a'), file('b')]);
    await answer(1, 'atc_b');
    expect(attached()).toEqual(['given', 'atc_b']);
    await answer(0, 'atc_a');
    expect(attached()).toEqual(['given', 'atc_a', 'atc_b']);
  });

  it('counts with those that are there and those that are on their way', async () => {
    composer.set({ attachments: [fileAttachment('given')] });
    uploads.add([file('a'), file('b')]);
    await answer(0, 'atc_a');
    uploads.add([file('c'), file('d'), file('e')]);
    expect(statuses()).toHaveLength(4);
    expect(uploads.state.value.notice).toEqual({
      type: 'refused',
      refusals: [{ name: 'e', reason: 'count', limit: 5 }],
    });
    uploads.dismiss();
    expect(uploads.state.value.notice).toBeNull();
  });

  it('is not taken where attachments are off', async () => {
    limits = null;
    uploads.add([file('a')]);
    expect(statuses()).toEqual([]);
    await expect(attachFiles(uploads, [file('a')])).rejects.toMatchObject({
      code: 'attachments_disabled',
    });
  });
});

describe('a file that is taken out', () => {
  it('never starts, if it was waiting', async () => {
    uploads.add(['a', 'b', 'c', 'd'].map((name) => file(name)));
    uploads.remove(keyOf(3));
    await answer(0, 'atc_a');
    expect(sent).toHaveLength(3);
  });

  it('is given up in the middle; the next one takes its place', async () => {
    uploads.add(['a', 'b', 'c', 'd'].map((name) => file(name)));
    uploads.remove(keyOf(0));
    await quiet();
    expect(sent[0]?.aborted).toBe(true);
    expect(statuses()).toEqual(['uploading', 'uploading', 'uploading']);
    expect(deleted()).toEqual([]);
    expect(events).toEqual([]);
  });

  it('is deleted where the server has made a place for it', async () => {
    route = { type: 'two_phase' };
    server.on('attachments.create', () => ({
      ...fileAttachment('atc_1'),
      upload_descriptor: { url: '/put', method: 'PUT' },
    }));
    uploads.add([file('a')]);
    await vi.waitFor(() => expect(sent).toHaveLength(1));
    uploads.remove(keyOf(0));
    await quiet();
    expect(sent[0]?.aborted).toBe(true);
    expect(deleted()).toEqual(['atc_1']);
  });

  it('is deleted when the answer comes too late', async () => {
    let respond: (response: Response) => void = () => undefined;
    const late = new Promise<Response>((resolve) => {
      respond = resolve;
    });
    route = { type: 'direct', url: '/upload', fetch: () => late };
    uploads.add([file('a')]);
    uploads.remove(keyOf(0));
    respond(Response.json(fileAttachment('atc_1')));
    await vi.waitFor(() => expect(deleted()).toEqual(['atc_1']));
    expect(attached()).toEqual([]);
    expect(statuses()).toEqual([]);
  });

  it('is deleted when it was there', async () => {
    uploads.add([file('a'), file('b')]);
    await answer(0, 'atc_a');
    await answer(1, 'atc_b');
    uploads.remove(keyOf(0));
    await quiet();
    expect(attached()).toEqual(['atc_b']);
    expect(deleted()).toEqual(['atc_a']);
  });

  it('is gone also where the server cannot delete it', async () => {
    server.on('attachments.delete', () => new Response(null, { status: 500 }));
    uploads.add([file('a')]);
    await answer(0, 'atc_a');
    uploads.remove(keyOf(0));
    await quiet();
    expect(attached()).toEqual([]);
    expect(events).toMatchObject([{ type: 'log', name: 'attachment.delete.failed' }]);
  });
});

describe('a file that could not be uploaded', () => {
  const refuse = async (place: number) => {
    sent[place]?.answer(
      415,
      { error: { code: 'unsupported', message: 'Not this type.' } },
      'req_9',
    );
    await quiet();
  };

  it('says why, and is tried again on demand', async () => {
    uploads.add([file('a')]);
    await refuse(0);
    expect(uploads.state.value.shown[0]).toMatchObject({
      status: 'failed',
      failure: { code: 'unsupported', message: 'Not this type.', requestId: 'req_9' },
    });
    expect(uploads.status).toBe('failed');
    expect(events).toMatchObject([{ type: 'error', error: { code: 'unsupported' } }]);
    uploads.retry(keyOf(0));
    expect(statuses()).toEqual(['uploading']);
    await answer(1, 'atc_1');
    expect(attached()).toEqual(['atc_1']);
  });

  it('leaves no place behind that the server had made', async () => {
    route = { type: 'two_phase' };
    let places = 0;
    server.on('attachments.create', () => {
      places += 1;
      return {
        ...fileAttachment(`atc_${places}`),
        upload_descriptor: { url: `/put/${places}`, method: 'PUT' },
      };
    });
    uploads.add([file('a')]);
    await vi.waitFor(() => expect(sent).toHaveLength(1));
    await refuse(0);
    expect(deleted()).toEqual(['atc_1']);
    uploads.retry(keyOf(0));
    await vi.waitFor(() => expect(sent[1]?.url).toBe('/put/2'));
    sent[1]?.answer(204);
    await vi.waitFor(() => expect(attached()).toEqual(['atc_2']));
  });

  it('makes the page know, if it was the page that added it', async () => {
    const rejected = expect(attachFiles(uploads, [file('a'), file('b')])).rejects.toMatchObject({
      code: 'unsupported',
      requestId: 'req_9',
      message: '“b” was not uploaded: Not this type.',
    });
    await answer(0, 'atc_a');
    await refuse(1);
    await rejected;
    await expect(attachFiles(uploads, [file('c', 'text/plain', 0)])).rejects.toMatchObject({
      code: 'attachment_refused',
    });
  });
});

describe('a message that waits for its files', () => {
  it('goes when they are there', async () => {
    const send = vi.fn();
    uploads.add([file('a'), file('b')]);
    uploads.sendWhenDone(send);
    await answer(0, 'atc_a');
    expect(send).not.toHaveBeenCalled();
    expect(uploads.state.value.sendsWhenDone).toBe(true);
    await answer(1, 'atc_b');
    expect(send).toHaveBeenCalledOnce();
    expect(attached()).toEqual(['atc_a', 'atc_b']);
    expect(uploads.state.value.sendsWhenDone).toBe(false);
  });

  it('goes when the last one that is missing is taken out', async () => {
    const send = vi.fn();
    uploads.add([file('a')]);
    uploads.sendWhenDone(send);
    uploads.remove(keyOf(0));
    expect(send).toHaveBeenCalledOnce();
  });

  it('stays when one fails, and says so', async () => {
    const send = vi.fn();
    uploads.add([file('a')]);
    uploads.sendWhenDone(send);
    sent[0]?.break();
    await quiet();
    expect(send).not.toHaveBeenCalled();
    expect(uploads.state.value).toMatchObject({
      notice: { type: 'unsent' },
      sendsWhenDone: false,
    });
  });

  it('stays on demand, and when another draft is shown', async () => {
    const send = vi.fn();
    uploads.add([file('a')]);
    uploads.sendWhenDone(send);
    uploads.hold();
    uploads.sendWhenDone(send);
    composer.switchTo('thr_2');
    uploads.switchTo('thr_2');
    await answer(0, 'atc_a');
    expect(send).not.toHaveBeenCalled();
  });
});

describe('drafts', () => {
  function show(draft: string | null): void {
    composer.switchTo(draft);
    uploads.switchTo(draft);
  }

  it('keep their own files, also those that arrive while another is shown', async () => {
    uploads.add([file('a')]);
    show('thr_2');
    expect(statuses()).toEqual([]);
    await answer(0, 'atc_a');
    expect(attached()).toEqual([]);
    expect(composer.drafts.get(null)?.attachments).toEqual([fileAttachment('atc_a')]);
    show(null);
    expect(statuses()).toEqual(['done']);
    expect(attached()).toEqual(['atc_a']);
  });

  it('keep them when their thread gets its id', async () => {
    uploads.add([file('a')]);
    composer.becomes('thr_1');
    uploads.becomes('thr_1');
    await answer(0, 'atc_a');
    expect(attached()).toEqual(['atc_a']);
  });

  it('have nothing of a message that was sent', async () => {
    uploads.add([file('a')]);
    await answer(0, 'atc_a');
    composer.clear(false);
    uploads.forget();
    expect(statuses()).toEqual([]);
    uploads.add([file('b')]);
    await answer(1, 'atc_b');
    expect(attached()).toEqual(['atc_b']);
  });
});
