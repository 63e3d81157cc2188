import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { assistantMessage, delta, refuse, userMessage } from '../protocol/testing/fake-server';
import { added, created, Desk, done, text, userDone } from './testing';

let desk: Desk;

beforeEach(() => {
  desk = new Desk();
});

afterEach(() => {
  vi.useRealTimers();
});

const settled = () => vi.waitFor(() => expect(desk.state.activity).toBe('idle'));

describe('sending a message', () => {
  it('shows it at once, takes its id from the server and streams the answer', async () => {
    const stream = desk.server.stream('threads.create');
    const sent = desk.session.send(text('Hello'));
    expect(desk.texts()).toEqual(['Hello']);
    expect(desk.shown[0]?.status).toBe('sending');
    const key = desk.shown[0]?.key;
    await sent;
    stream.send(created, userDone('usr', 'Hello'), added('msg'), delta('msg', 'Hi'));
    await vi.waitFor(() => expect(desk.texts()).toEqual(['Hello', 'Hi']));
    expect(desk.shown[0]).toMatchObject({ key, item: { id: 'usr' }, status: 'done' });
    expect(desk.state.activity).toBe('streaming');
    stream.send(done('msg', 'Hi!'));
    stream.end();
    await settled();
    expect(desk.texts()).toEqual(['Hello', 'Hi!']);
    expect(desk.heard()).toEqual(['response.start', 'thread.change', 'response.end']);
    expect(desk.session.threadId).toBe('thr_1');
  });

  it('renders the deltas that arrive together once', async () => {
    const stream = desk.server.stream('threads.create');
    await desk.session.send(text('Hello'));
    stream.send(created, userDone('usr', 'Hello'), added('msg'));
    await vi.waitFor(() => expect(desk.state.activity).toBe('streaming'));
    let renders = 0;
    desk.session.current.value.state.subscribe(() => {
      renders += 1;
    });
    stream.send(...Array.from({ length: 50 }, () => delta('msg', 'word ')));
    await vi.waitFor(() => expect(desk.texts()[1]).toHaveLength(250));
    expect(renders).toBe(1);
  });

  it('adds to the thread that is open', async () => {
    desk.serveThread([userMessage('a', 'Before')]);
    await desk.session.open('thr_1');
    desk.server.stream('threads.add_user_message').end();
    await desk.session.send({
      ...text('And'),
      quotedText: 'Before',
      toolId: 'search',
      model: 'large',
      attachments: [{ type: 'file', id: 'att', name: 'a.txt', mime_type: 'text/plain' }],
    });
    expect(desk.server.ofType('threads.add_user_message')[0]?.params).toEqual({
      thread_id: 'thr_1',
      input: {
        content: [{ type: 'input_text', text: 'And' }],
        attachments: ['att'],
        quoted_text: 'Before',
        inference_options: { tool_choice: { id: 'search' }, model: 'large' },
      },
    });
  });

  it('refuses a second message while an answer is coming in', async () => {
    desk.server.stream('threads.create');
    await desk.session.send(text('Hello'));
    await expect(desk.session.send(text('Again'))).rejects.toMatchObject({ code: 'busy' });
    expect(desk.texts()).toEqual(['Hello']);
  });

  it('keeps a message that was refused, and sends it again on request', async () => {
    desk.server.on('threads.create', () => refuse(500, 'internal', 'Broken.'));
    await expect(desk.session.send(text('Hello'))).rejects.toMatchObject({ code: 'internal' });
    await settled();
    const [entry] = desk.shown;
    expect(entry).toMatchObject({ status: 'failed', item: { content: [{ text: 'Hello' }] } });
    expect(desk.state.thread.failure).toEqual({
      code: 'internal',
      message: 'Broken.',
      requestId: 'req_refused',
      status: 500,
      retryAt: null,
      retry: { type: 'resend', key: entry?.key },
    });
    expect(desk.heard()).toEqual(['response.start', 'error', 'response.end']);

    const stream = desk.server.stream('threads.create');
    await desk.session.current.value.retry({ type: 'resend', key: entry?.key ?? '' });
    expect(desk.state.thread.failure).toBeNull();
    stream.send(created, userDone('usr', 'Hello'));
    stream.end();
    await settled();
    expect(desk.shown).toHaveLength(1);
    expect(desk.shown[0]?.status).toBe('done');
  });

  it('gives a message that failed back to be edited', async () => {
    desk.server.on('threads.create', () => refuse(500, 'internal', 'Broken.'));
    await desk.session.send(text('Hello')).catch(() => undefined);
    await settled();
    const item = desk.session.current.value.discard(desk.shown[0]?.key ?? '');
    expect(item?.content).toEqual(text('Hello').content);
    expect(desk.shown).toEqual([]);
    expect(desk.state.thread.failure).toBeNull();
  });

  it('marks a message as failed that the server refuses in the stream', async () => {
    const stream = desk.server.stream('threads.create');
    await desk.session.send(text('Hello'));
    stream.send({ type: 'error', code: 'thread.busy', message: 'Busy.', allow_retry: true });
    stream.end();
    await settled();
    expect(desk.shown[0]?.status).toBe('failed');
    expect(desk.state.thread.failure).toMatchObject({
      requestId: 'req_1',
      retry: { type: 'resend' },
    });
  });
});

describe('an answer that fails', () => {
  async function fail(): Promise<void> {
    const stream = desk.server.stream('threads.create');
    await desk.session.send(text('Hello'));
    stream.send(created, userDone('usr', 'Hello'), added('msg'), delta('msg', 'Half'), {
      type: 'error',
      code: 'stream.error',
      allow_retry: true,
    });
    stream.end();
    await settled();
  }

  it('keeps what came and can be asked for again', async () => {
    await fail();
    expect(desk.texts()).toEqual(['Hello', 'Half']);
    const retry = desk.state.thread.failure?.retry;
    expect(retry).toEqual({ type: 'rerun', itemId: 'usr' });
    const stream = desk.server.stream('threads.retry_after_item');
    const retried = desk.session.current.value.retry(retry ?? { type: 'reconnect' });
    await vi.waitFor(() => expect(desk.texts()).toEqual(['Hello']));
    stream.send(added('msg_2'), done('msg_2', 'Whole'));
    stream.end();
    await retried;
    expect(desk.texts()).toEqual(['Hello', 'Whole']);
    expect(desk.server.ofType('threads.retry_after_item')[0]?.params).toEqual({
      thread_id: 'thr_1',
      item_id: 'usr',
    });
  });

  it('keeps everything when the retry is refused', async () => {
    await fail();
    desk.server.on('threads.retry_after_item', () => refuse(409, 'busy', 'Busy.'));
    await expect(desk.session.current.value.rerun('usr')).rejects.toThrow('Busy.');
    expect(desk.texts()).toEqual(['Hello', 'Half']);
    expect(desk.state.thread.failure?.retry).toEqual({ type: 'rerun', itemId: 'usr' });
  });
});

describe('a connection that breaks', () => {
  async function breakAfterHalf(): Promise<void> {
    const stream = desk.server.stream('threads.create');
    await desk.session.send(text('Hello'));
    stream.send(created, userDone('usr', 'Hello'), added('msg'), delta('msg', 'Half'));
    await vi.waitFor(() => expect(desk.texts()).toHaveLength(2));
    stream.break();
  }

  it('is taken up again where the server can resume', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    desk.server.headers = { 'ChatKit-Extensions': 'x.threads.stop, x.threads.resume' };
    desk.server.on('x.threads.resume', () => refuse(503, 'unavailable', 'Restarting.'));
    await breakAfterHalf();
    await vi.waitFor(() => expect(desk.state.activity).toBe('reconnecting'));
    await vi.advanceTimersByTimeAsync(400);
    expect(desk.server.ofType('x.threads.resume')).toHaveLength(1);

    const stream = desk.server.stream('x.threads.resume');
    desk.serveThread([userMessage('usr', 'Hello'), assistantMessage('msg', 'Half and half')]);
    await vi.advanceTimersByTimeAsync(1_200);
    stream.send({ type: 'thread.item.added', item: assistantMessage('msg', 'Half and') });
    stream.send(delta('msg', ' half'));
    await vi.waitFor(() => expect(desk.texts()).toEqual(['Hello', 'Half and half']));
    stream.end();
    await settled();
    expect(desk.texts()).toEqual(['Hello', 'Half and half']);
    expect(desk.heard()).toEqual(['response.start', 'thread.change', 'response.end']);
  });

  it('is reported where the server cannot, with a way to answer again', async () => {
    await breakAfterHalf();
    await settled();
    expect(desk.texts()).toEqual(['Hello', 'Half']);
    expect(desk.state.thread.failure).toMatchObject({
      code: 'network_error',
      requestId: 'req_1',
      retry: { type: 'rerun', itemId: 'usr' },
    });
  });

  it('can be looked for again after the attempts have run out', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    desk.server.headers = { 'ChatKit-Extensions': 'x.threads.resume' };
    desk.server.on('x.threads.resume', () => refuse(503, 'unavailable', 'Restarting.'));
    await breakAfterHalf();
    await vi.waitFor(() => expect(desk.state.activity).toBe('reconnecting'));
    await vi.advanceTimersByTimeAsync(20_000);
    await settled();
    expect(desk.state.thread.failure?.retry).toEqual({ type: 'reconnect' });

    desk.server.stream('x.threads.resume').end();
    desk.serveThread([userMessage('usr', 'Hello'), assistantMessage('msg', 'Half, saved')]);
    await desk.session.current.value.retry({ type: 'reconnect' });
    await vi.waitFor(() => expect(desk.texts()).toEqual(['Hello', 'Half, saved']));
    await settled();
    expect(desk.state.thread.failure).toBeNull();
  });
});

describe('stopping', () => {
  it('asks the server where it can, and reads on to the end', async () => {
    desk.server.headers = { 'ChatKit-Extensions': 'x.threads.stop' };
    const stream = desk.server.stream('threads.create');
    await desk.session.send(text('Hello'));
    stream.send(created, userDone('usr', 'Hello'), added('msg'), delta('msg', 'Half'));
    await vi.waitFor(() => expect(desk.state.activity).toBe('streaming'));
    desk.server.on('x.threads.stop', () => {
      stream.send(done('msg', 'Half.'));
      stream.end();
      return {};
    });
    await desk.session.current.value.stop();
    expect(desk.texts()).toEqual(['Hello', 'Half.']);
    expect(desk.state.activity).toBe('idle');
  });

  it('closes the stream otherwise, and keeps what came', async () => {
    const stream = desk.server.stream('threads.create');
    await desk.session.send(text('Hello'));
    stream.send(created, userDone('usr', 'Hello'), added('msg'), delta('msg', 'Half'));
    await vi.waitFor(() => expect(desk.texts()[1]).toBe('Half'));
    await desk.session.current.value.stop();
    expect(desk.server.requests[0]?.signal?.aborted).toBe(true);
    expect(desk.texts()).toEqual(['Hello', 'Half']);
    expect(desk.shown.map(({ status }) => status)).toEqual(['done', 'done']);
    expect(desk.state.thread.failure).toBeNull();
  });

  it('does nothing where the server does not allow it', async () => {
    const stream = desk.server.stream('threads.create');
    await desk.session.send(text('Hello'));
    stream.send(created, { type: 'stream_options', stream_options: { allow_cancel: false } });
    await vi.waitFor(() => expect(desk.state.thread.allowCancel).toBe(false));
    await desk.session.current.value.stop();
    expect(desk.server.requests[0]?.signal?.aborted).toBe(false);
  });
});
