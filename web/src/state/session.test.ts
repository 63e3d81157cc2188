import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { customTransport, ProtocolClient } from '../protocol';
import {
  assistantMessage,
  CREATED,
  delta,
  FakeServer,
  refuse,
  thread,
  userMessage,
} from '../protocol/testing/fake-server';
import type { ClientToolHandler, SessionEvent } from './environment';
import { Session } from './session';

let server: FakeServer;
let events: SessionEvent[];
let session: Session;
let clientTool: ClientToolHandler | undefined;

beforeEach(() => {
  server = new FakeServer();
  events = [];
  clientTool = undefined;
  const transport = customTransport('/chatkit', server.fetch);
  session = new Session({
    client: new ProtocolClient({ transport: () => transport, locale: () => 'en' }),
    emit: (event) => events.push(event),
    clientTool: () => clientTool,
  });
});

afterEach(() => {
  vi.useRealTimers();
});

const state = () => session.current.value.state.value;
const shown = () => state().thread.entries;
const texts = () =>
  shown().map(({ item }) =>
    item.type === 'user_message' || item.type === 'assistant_message'
      ? item.content.map((part) => part.text).join('')
      : item.type,
  );
const heard = () => events.map((event) => event.type).filter((type) => type !== 'log');
const text = (value: string) => ({ content: [{ type: 'input_text' as const, text: value }] });

/** Answers thread loading with these items, oldest first. */
function serveThread(id: string, items: readonly { id: string }[], title?: string): void {
  server.on('threads.get_by_id', ({ params }) => thread(params.thread_id, title));
  server.on('items.list', ({ params }) => {
    expect(params).toMatchObject({ thread_id: id, order: 'desc' });
    const newest = items.toReversed();
    const start = params.after ? newest.findIndex((item) => item.id === params.after) + 1 : 0;
    const data = newest.slice(start, start + params.limit);
    return { data, has_more: start + data.length < newest.length, after: data.at(-1)?.id };
  });
}

const created = { type: 'thread.created', thread: thread('thr_1') };
const userDone = (id: string, value: string) => ({
  type: 'thread.item.done',
  item: userMessage(id, value),
});
const added = (id: string) => ({ type: 'thread.item.added', item: assistantMessage(id, '') });
const done = (id: string, value: string) => ({
  type: 'thread.item.done',
  item: assistantMessage(id, value),
});
const settled = () => vi.waitFor(() => expect(state().activity).toBe('idle'));

describe('sending a message', () => {
  it('shows it at once, takes its id from the server and streams the answer', async () => {
    const stream = server.stream('threads.create');
    const sent = session.send(text('Hello'));
    expect(texts()).toEqual(['Hello']);
    expect(shown()[0]?.status).toBe('sending');
    const key = shown()[0]?.key;
    await sent;
    stream.send(created, userDone('usr', 'Hello'), added('msg'), delta('msg', 'Hi'));
    await vi.waitFor(() => expect(texts()).toEqual(['Hello', 'Hi']));
    expect(shown()[0]).toMatchObject({ key, item: { id: 'usr' }, status: 'done' });
    expect(state().activity).toBe('streaming');
    stream.send(done('msg', 'Hi!'));
    stream.end();
    await settled();
    expect(texts()).toEqual(['Hello', 'Hi!']);
    expect(heard()).toEqual(['response.start', 'thread.change', 'response.end']);
    expect(session.threadId).toBe('thr_1');
  });

  it('renders the deltas that arrive together once', async () => {
    const stream = server.stream('threads.create');
    await session.send(text('Hello'));
    stream.send(created, userDone('usr', 'Hello'), added('msg'));
    await vi.waitFor(() => expect(state().activity).toBe('streaming'));
    let renders = 0;
    session.current.value.state.subscribe(() => {
      renders += 1;
    });
    stream.send(...Array.from({ length: 50 }, () => delta('msg', 'word ')));
    await vi.waitFor(() => expect(texts()[1]).toHaveLength(250));
    expect(renders).toBe(1);
  });

  it('adds to the thread that is open', async () => {
    serveThread('thr_1', [userMessage('a', 'Before')]);
    await session.open('thr_1');
    server.stream('threads.add_user_message').end();
    await session.send({
      ...text('And'),
      quotedText: 'Before',
      toolId: 'search',
      model: 'large',
      attachments: [{ type: 'file', id: 'att', name: 'a.txt', mime_type: 'text/plain' }],
    });
    expect(server.ofType('threads.add_user_message')[0]?.params).toEqual({
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
    server.stream('threads.create');
    await session.send(text('Hello'));
    await expect(session.send(text('Again'))).rejects.toMatchObject({ code: 'busy' });
    expect(texts()).toEqual(['Hello']);
  });

  it('keeps a message that was refused, and sends it again on request', async () => {
    server.on('threads.create', () => refuse(500, 'internal', 'Broken.'));
    await expect(session.send(text('Hello'))).rejects.toMatchObject({ code: 'internal' });
    await settled();
    const [entry] = shown();
    expect(entry).toMatchObject({ status: 'failed', item: { content: [{ text: 'Hello' }] } });
    expect(state().thread.failure).toEqual({
      code: 'internal',
      message: 'Broken.',
      requestId: 'req_refused',
      retry: { type: 'resend', key: entry?.key },
    });
    expect(heard()).toEqual(['response.start', 'error', 'response.end']);

    const stream = server.stream('threads.create');
    await session.current.value.retry({ type: 'resend', key: entry?.key ?? '' });
    expect(state().thread.failure).toBeNull();
    stream.send(created, userDone('usr', 'Hello'));
    stream.end();
    await settled();
    expect(shown()).toHaveLength(1);
    expect(shown()[0]?.status).toBe('done');
  });

  it('gives a message that failed back to be edited', async () => {
    server.on('threads.create', () => refuse(500, 'internal', 'Broken.'));
    await session.send(text('Hello')).catch(() => undefined);
    await settled();
    const item = session.current.value.discard(shown()[0]?.key ?? '');
    expect(item?.content).toEqual(text('Hello').content);
    expect(shown()).toEqual([]);
    expect(state().thread.failure).toBeNull();
  });

  it('marks a message as failed that the server refuses in the stream', async () => {
    const stream = server.stream('threads.create');
    await session.send(text('Hello'));
    stream.send({ type: 'error', code: 'thread.busy', message: 'Busy.', allow_retry: true });
    stream.end();
    await settled();
    expect(shown()[0]?.status).toBe('failed');
    expect(state().thread.failure).toMatchObject({ requestId: 'req_1', retry: { type: 'resend' } });
  });
});

describe('an answer that fails', () => {
  async function fail(): Promise<void> {
    const stream = server.stream('threads.create');
    await session.send(text('Hello'));
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
    expect(texts()).toEqual(['Hello', 'Half']);
    const retry = state().thread.failure?.retry;
    expect(retry).toEqual({ type: 'rerun', itemId: 'usr' });
    const stream = server.stream('threads.retry_after_item');
    const retried = session.current.value.retry(retry ?? { type: 'reconnect' });
    await vi.waitFor(() => expect(texts()).toEqual(['Hello']));
    stream.send(added('msg_2'), done('msg_2', 'Whole'));
    stream.end();
    await retried;
    expect(texts()).toEqual(['Hello', 'Whole']);
    expect(server.ofType('threads.retry_after_item')[0]?.params).toEqual({
      thread_id: 'thr_1',
      item_id: 'usr',
    });
  });

  it('keeps everything when the retry is refused', async () => {
    await fail();
    server.on('threads.retry_after_item', () => refuse(409, 'busy', 'Busy.'));
    await session.current.value.rerun('usr');
    expect(texts()).toEqual(['Hello', 'Half']);
    expect(state().thread.failure?.retry).toEqual({ type: 'rerun', itemId: 'usr' });
  });
});

describe('a connection that breaks', () => {
  async function breakAfterHalf(): Promise<void> {
    const stream = server.stream('threads.create');
    await session.send(text('Hello'));
    stream.send(created, userDone('usr', 'Hello'), added('msg'), delta('msg', 'Half'));
    await vi.waitFor(() => expect(texts()).toHaveLength(2));
    stream.break();
  }

  it('is taken up again where the server can resume', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    server.headers = { 'ChatKit-Extensions': 'x.threads.stop, x.threads.resume' };
    server.on('x.threads.resume', () => refuse(503, 'unavailable', 'Restarting.'));
    await breakAfterHalf();
    await vi.waitFor(() => expect(state().activity).toBe('reconnecting'));
    await vi.advanceTimersByTimeAsync(400);
    expect(server.ofType('x.threads.resume')).toHaveLength(1);

    const stream = server.stream('x.threads.resume');
    serveThread('thr_1', [userMessage('usr', 'Hello'), assistantMessage('msg', 'Half and half')]);
    await vi.advanceTimersByTimeAsync(1_200);
    stream.send({ type: 'thread.item.added', item: assistantMessage('msg', 'Half and') });
    stream.send(delta('msg', ' half'));
    await vi.waitFor(() => expect(texts()).toEqual(['Hello', 'Half and half']));
    stream.end();
    await settled();
    expect(texts()).toEqual(['Hello', 'Half and half']);
    expect(heard()).toEqual(['response.start', 'thread.change', 'response.end']);
  });

  it('is reported where the server cannot, with a way to answer again', async () => {
    await breakAfterHalf();
    await settled();
    expect(texts()).toEqual(['Hello', 'Half']);
    expect(state().thread.failure).toMatchObject({
      code: 'network_error',
      requestId: 'req_1',
      retry: { type: 'rerun', itemId: 'usr' },
    });
  });

  it('can be looked for again after the attempts have run out', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    server.headers = { 'ChatKit-Extensions': 'x.threads.resume' };
    server.on('x.threads.resume', () => refuse(503, 'unavailable', 'Restarting.'));
    await breakAfterHalf();
    await vi.waitFor(() => expect(state().activity).toBe('reconnecting'));
    await vi.advanceTimersByTimeAsync(20_000);
    await settled();
    expect(state().thread.failure?.retry).toEqual({ type: 'reconnect' });

    server.stream('x.threads.resume').end();
    serveThread('thr_1', [userMessage('usr', 'Hello'), assistantMessage('msg', 'Half, saved')]);
    await session.current.value.retry({ type: 'reconnect' });
    await vi.waitFor(() => expect(texts()).toEqual(['Hello', 'Half, saved']));
    await settled();
    expect(state().thread.failure).toBeNull();
  });
});

describe('stopping', () => {
  it('asks the server where it can, and reads on to the end', async () => {
    server.headers = { 'ChatKit-Extensions': 'x.threads.stop' };
    const stream = server.stream('threads.create');
    await session.send(text('Hello'));
    stream.send(created, userDone('usr', 'Hello'), added('msg'), delta('msg', 'Half'));
    await vi.waitFor(() => expect(state().activity).toBe('streaming'));
    server.on('x.threads.stop', () => {
      stream.send(done('msg', 'Half.'));
      stream.end();
      return {};
    });
    await session.current.value.stop();
    expect(texts()).toEqual(['Hello', 'Half.']);
    expect(state().activity).toBe('idle');
  });

  it('closes the stream otherwise, and keeps what came', async () => {
    const stream = server.stream('threads.create');
    await session.send(text('Hello'));
    stream.send(created, userDone('usr', 'Hello'), added('msg'), delta('msg', 'Half'));
    await vi.waitFor(() => expect(texts()[1]).toBe('Half'));
    await session.current.value.stop();
    expect(server.requests[0]?.signal?.aborted).toBe(true);
    expect(texts()).toEqual(['Hello', 'Half']);
    expect(shown().map(({ status }) => status)).toEqual(['done', 'done']);
    expect(state().thread.failure).toBeNull();
  });

  it('does nothing where the server does not allow it', async () => {
    const stream = server.stream('threads.create');
    await session.send(text('Hello'));
    stream.send(created, { type: 'stream_options', stream_options: { allow_cancel: false } });
    await vi.waitFor(() => expect(state().thread.allowCancel).toBe(false));
    await session.current.value.stop();
    expect(server.requests[0]?.signal?.aborted).toBe(false);
  });
});

describe('loading a thread', () => {
  const items = Array.from({ length: 75 }, (_, index) => userMessage(`m${index}`, `${index}`));

  it('opens at the newest end and pages upwards', async () => {
    serveThread('thr_1', items, 'Long');
    await session.open('thr_1');
    expect(shown()).toHaveLength(30);
    expect(shown().at(-1)?.item.id).toBe('m74');
    expect(state().thread.meta?.title).toBe('Long');
    expect(heard()).toEqual(['thread.change', 'thread.load.start', 'thread.load.end']);
    await session.current.value.loadOlder();
    await session.current.value.loadOlder();
    expect(shown().map(({ item }) => item.id)).toEqual(items.map((item) => item.id));
    expect(state().older).toBeNull();
  });

  it('announces no change for the thread that the page starts with', async () => {
    serveThread('thr_1', []);
    await session.open('thr_1', true);
    expect(heard()).toEqual(['thread.load.start', 'thread.load.end']);
  });

  it('takes up an answer that is running', async () => {
    server.headers = { 'ChatKit-Extensions': 'x.threads.resume' };
    serveThread('thr_1', [userMessage('usr', 'Hello')]);
    server.on('threads.get_by_id', () =>
      Response.json(thread('thr_1'), {
        headers: { 'ChatKit-Run': 'run_1', 'ChatKit-Extensions': 'x.threads.resume' },
      }),
    );
    const stream = server.stream('x.threads.resume');
    await session.open('thr_1');
    expect(state().activity).toBe('streaming');
    stream.send({ type: 'thread.item.added', item: assistantMessage('msg', 'Half') });
    stream.send(delta('msg', ' and half'));
    await vi.waitFor(() => expect(texts()).toEqual(['Hello', 'Half and half']));
    stream.end();
    await settled();
  });

  it('reports a thread that cannot be loaded, and can try again', async () => {
    server.on('threads.get_by_id', () => refuse(404, 'not_found', 'No such thread.'));
    server.on('items.list', () => refuse(404, 'not_found', 'No such thread.'));
    await expect(session.open('thr_1')).rejects.toMatchObject({ status: 404 });
    expect(state().loading).toBe('failed');
    expect(state().thread.failure?.message).toBe('No such thread.');
    expect(heard()).toEqual(['thread.change', 'thread.load.start', 'error', 'thread.load.end']);
    serveThread('thr_1', [userMessage('usr', 'Hello')]);
    await session.reload();
    expect(texts()).toEqual(['Hello']);
    expect(state().thread.failure).toBeNull();
  });

  it('shows the thread that was opened last, however slow the one before is', async () => {
    let answerSlow: (value: object) => void = () => undefined;
    server.on('threads.get_by_id', ({ params }) =>
      params.thread_id === 'slow'
        ? new Promise<object>((resolve) => {
            answerSlow = resolve;
          })
        : thread(params.thread_id),
    );
    server.on('items.list', ({ params }) => ({
      data: [userMessage(params.thread_id, params.thread_id)],
      has_more: false,
    }));
    const slow = session.open('slow');
    await session.open('fast');
    answerSlow(thread('slow'));
    await slow;
    expect(texts()).toEqual(['fast']);
  });
});

describe('leaving a thread that is being answered', () => {
  it('lets the answer go on, out of the thread that is shown, and shows it on return', async () => {
    const stream = server.stream('threads.create');
    await session.send(text('Hello'));
    stream.send(created, userDone('usr', 'Hello'), added('msg'), delta('msg', 'Half'));
    await vi.waitFor(() => expect(texts()[1]).toBe('Half'));
    events.length = 0;

    await session.open(null);
    expect(heard()).toEqual(['response.end', 'thread.change']);
    stream.send(delta('msg', ' and half'));
    await new Promise((resolve) => setTimeout(resolve));
    expect(texts()).toEqual([]);

    await session.open('thr_1');
    expect(texts()).toEqual(['Hello', 'Half and half']);
    expect(heard().slice(2)).toEqual(['thread.change', 'response.start']);
    expect(server.ofType('items.list')).toEqual([]);
    stream.end();
    await settled();
  });
});

describe('client tools', () => {
  const call = {
    type: 'thread.item.done',
    item: {
      type: 'client_tool_call',
      id: 'call',
      thread_id: 'thr_1',
      created_at: CREATED,
      status: 'pending',
      call_id: 'c1',
      name: 'pick',
      arguments: { from: 3 },
    },
  };

  async function callTool(): Promise<unknown> {
    const stream = server.stream('threads.create');
    const answer = server.stream('threads.add_client_tool_output');
    await session.send(text('Hello'));
    stream.send(created, userDone('usr', 'Hello'), call);
    stream.end();
    await vi.waitFor(() => expect(server.ofType('threads.add_client_tool_output')).toHaveLength(1));
    answer.send(added('msg'), done('msg', 'Thanks'));
    answer.end();
    await settled();
    expect(texts()).toEqual(['Hello', 'client_tool_call', 'Thanks']);
    expect(shown()[1]?.item).toMatchObject({ status: 'completed' });
    const { params } = server.ofType('threads.add_client_tool_output')[0] ?? {};
    expect(params.thread_id).toBe('thr_1');
    return params.result;
  }

  it('are run by the page, within one response', async () => {
    const calls: unknown[] = [];
    clientTool = async (toolCall) => {
      calls.push(toolCall);
      expect(state().activity).toBe('tool');
      return { picked: 2 };
    };
    expect(await callTool()).toEqual({ picked: 2 });
    expect(calls).toEqual([{ name: 'pick', params: { from: 3 } }]);
    expect(heard()).toEqual(['response.start', 'thread.change', 'response.end']);
  });

  it.each<[string, ClientToolHandler | undefined, string]>([
    ['rejects', () => Promise.reject(new Error('No hands')), 'No hands'],
    ['is missing', undefined, 'onClientTool'],
    ['gives what cannot be sent', () => ({ big: 1n }), 'BigInt'],
  ])('are answered with an error when the handler %s', async (_case, handler, message) => {
    clientTool = handler;
    expect(await callTool()).toEqual({ error: expect.stringContaining(message) });
    expect(heard()).toContain('error');
  });
});

describe('actions', () => {
  const action = { type: 'tasks.complete', payload: { task_id: 't' } };

  beforeEach(async () => {
    serveThread('thr_1', [userMessage('usr', 'Hello')]);
    await session.open('thr_1');
  });

  it('settle when what they led to is there', async () => {
    const stream = server.stream('threads.custom_action');
    const acted = session.current.value.act(action, 'wid', true);
    expect(state().activity).toBe('acting');
    await expect(session.current.value.act(action, 'wid', true)).rejects.toMatchObject({
      code: 'busy',
    });
    stream.send({ type: 'client_effect', name: 'tasks.changed', data: { task_ids: ['t'] } });
    stream.end();
    await acted;
    expect(server.ofType('threads.custom_action')[0]?.params).toEqual({
      thread_id: 'thr_1',
      item_id: 'wid',
      action,
    });
    expect(events).toContainEqual({
      type: 'effect',
      name: 'tasks.changed',
      data: { task_ids: ['t'] },
    });
  });

  it('reject with the error that they end in', async () => {
    const stream = server.stream('threads.custom_action');
    const acted = session.current.value.act(action, undefined, true);
    stream.send({ type: 'error', code: 'custom', message: 'It is gone.' });
    stream.end();
    await expect(acted).rejects.toMatchObject({ message: 'It is gone.' });
    expect(state().thread.failure?.message).toBe('It is gone.');
  });

  it('may be answered by the item as it is then', async () => {
    server.on('threads.sync_custom_action', () => ({
      updated_item: userMessage('usr', 'Changed'),
    }));
    await session.current.value.act(action, 'usr', false);
    expect(texts()).toEqual(['Changed']);
  });
});

describe('refreshing', () => {
  it('takes in what changed on the server', async () => {
    serveThread('thr_1', [userMessage('a', 'a')]);
    await session.open('thr_1');
    serveThread('thr_1', [userMessage('a', 'A'), userMessage('b', 'b')], 'Renamed');
    await session.refresh();
    expect(texts()).toEqual(['A', 'b']);
    expect(state().thread.meta?.title).toBe('Renamed');
  });

  it('leaves alone what is streaming', async () => {
    const stream = server.stream('threads.create');
    await session.send(text('Hello'));
    stream.send(created, userDone('usr', 'Hello'), added('msg'), delta('msg', 'Half and half'));
    await vi.waitFor(() => expect(texts()[1]).toBe('Half and half'));
    serveThread('thr_1', [userMessage('usr', 'Hello!'), assistantMessage('msg', 'Half')]);
    await session.refresh();
    expect(texts()).toEqual(['Hello!', 'Half and half']);
  });
});

describe('history', () => {
  beforeEach(async () => {
    server.on('threads.list', ({ params }) =>
      params.after === 'b'
        ? { data: [thread('c', 'C')], has_more: false }
        : { data: [thread('a', 'A'), thread('b', 'B')], has_more: true },
    );
    await session.history.load();
  });

  const ids = () => session.history.state.value.threads.map(({ id }) => id);

  it('is loaded page by page', async () => {
    expect(ids()).toEqual(['a', 'b']);
    await session.history.loadMore();
    await session.history.loadMore();
    expect(ids()).toEqual(['a', 'b', 'c']);
    expect(server.ofType('threads.list')).toHaveLength(2);
  });

  it('puts a new thread at the top', async () => {
    const stream = server.stream('threads.create');
    await session.send(text('Hello'));
    stream.send(created);
    stream.end();
    await settled();
    expect(ids()).toEqual(['thr_1', 'a', 'b']);
  });

  it('renames a thread, in the thread that is open too', async () => {
    serveThread('a', []);
    await session.open('a');
    server.on('threads.update', ({ params }) => thread(params.thread_id, params.title));
    await session.rename('a', 'Better');
    expect(session.history.state.value.threads[0]?.title).toBe('Better');
    expect(state().thread.meta?.title).toBe('Better');
  });

  it('leaves a thread that is deleted', async () => {
    serveThread('a', []);
    await session.open('a');
    server.on('threads.delete', () => ({}));
    await session.remove('a');
    expect(ids()).toEqual(['b']);
    expect(session.threadId).toBeNull();
  });
});

describe('feedback', () => {
  it('is shown at once, and taken back when it cannot be sent', async () => {
    serveThread('thr_1', []);
    await session.open('thr_1');
    server.on('items.feedback', () => ({}));
    await session.current.value.giveFeedback(['msg'], 'positive');
    expect(state().feedback.get('msg')).toBe('positive');
    server.on('items.feedback', () => refuse(500, 'internal', 'Broken.'));
    const given = session.current.value.giveFeedback(['msg'], 'negative');
    expect(state().feedback.get('msg')).toBe('negative');
    await expect(given).rejects.toMatchObject({ code: 'internal' });
    expect(state().feedback.get('msg')).toBe('positive');
  });
});
