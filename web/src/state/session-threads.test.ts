import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  assistantMessage,
  CREATED,
  delta,
  refuse,
  thread,
  userMessage,
} from '../protocol/testing/fake-server';
import type { ClientToolHandler } from './environment';
import { added, created, Desk, done, text, userDone } from './testing';

let desk: Desk;

beforeEach(() => {
  desk = new Desk();
});

const settled = () => vi.waitFor(() => expect(desk.state.activity).toBe('idle'));

describe('loading a thread', () => {
  const items = Array.from({ length: 75 }, (_, index) => userMessage(`m${index}`, `${index}`));

  it('opens at the newest end and pages upwards', async () => {
    desk.serveThread(items, 'Long');
    await desk.session.open('thr_1');
    expect(desk.shown).toHaveLength(30);
    expect(desk.shown.at(-1)?.item.id).toBe('m74');
    expect(desk.state.thread.meta?.title).toBe('Long');
    expect(desk.heard()).toEqual(['thread.change', 'thread.load.start', 'thread.load.end']);
    await desk.session.current.value.loadOlder();
    await desk.session.current.value.loadOlder();
    expect(desk.shown.map(({ item }) => item.id)).toEqual(items.map((item) => item.id));
    expect(desk.state.older).toBeNull();
  });

  it('announces no change for the thread that the page starts with', async () => {
    desk.serveThread([]);
    await desk.session.open('thr_1', true);
    expect(desk.heard()).toEqual(['thread.load.start', 'thread.load.end']);
  });

  it('takes up an answer that is running', async () => {
    desk.server.headers = { 'ChatKit-Extensions': 'x.threads.resume' };
    desk.serveThread([userMessage('usr', 'Hello')]);
    desk.server.on('threads.get_by_id', () =>
      Response.json(thread('thr_1'), {
        headers: { 'ChatKit-Run': 'run_1', 'ChatKit-Extensions': 'x.threads.resume' },
      }),
    );
    const stream = desk.server.stream('x.threads.resume');
    await desk.session.open('thr_1');
    expect(desk.state.activity).toBe('streaming');
    stream.send({ type: 'thread.item.added', item: assistantMessage('msg', 'Half') });
    stream.send(delta('msg', ' and half'));
    await vi.waitFor(() => expect(desk.texts()).toEqual(['Hello', 'Half and half']));
    stream.end();
    await settled();
  });

  it('reports a thread that cannot be loaded, and can try again', async () => {
    desk.server.on('threads.get_by_id', () => refuse(404, 'not_found', 'No such thread.'));
    desk.server.on('items.list', () => refuse(404, 'not_found', 'No such thread.'));
    await expect(desk.session.open('thr_1')).rejects.toMatchObject({ status: 404 });
    expect(desk.state.loading).toBe('failed');
    expect(desk.state.thread.failure?.message).toBe('No such thread.');
    expect(desk.heard()).toEqual([
      'thread.change',
      'thread.load.start',
      'error',
      'thread.load.end',
    ]);
    desk.serveThread([userMessage('usr', 'Hello')]);
    await desk.session.reload();
    expect(desk.texts()).toEqual(['Hello']);
    expect(desk.state.thread.failure).toBeNull();
  });

  it('shows the thread that was opened last, however slow the one before is', async () => {
    let answerSlow: (value: object) => void = () => undefined;
    desk.server.on('threads.get_by_id', ({ params }) =>
      params.thread_id === 'slow'
        ? new Promise<object>((resolve) => {
            answerSlow = resolve;
          })
        : thread(params.thread_id),
    );
    desk.server.on('items.list', ({ params }) => ({
      data: [userMessage(params.thread_id, params.thread_id)],
      has_more: false,
    }));
    const slow = desk.session.open('slow');
    await desk.session.open('fast');
    answerSlow(thread('slow'));
    await slow;
    expect(desk.texts()).toEqual(['fast']);
  });
});

describe('leaving a thread that is being answered', () => {
  it('lets the answer go on, out of the thread that is shown, and shows it on return', async () => {
    const stream = desk.server.stream('threads.create');
    await desk.session.send(text('Hello'));
    stream.send(created, userDone('usr', 'Hello'), added('msg'), delta('msg', 'Half'));
    await vi.waitFor(() => expect(desk.texts()[1]).toBe('Half'));
    desk.events.length = 0;

    await desk.session.open(null);
    expect(desk.heard()).toEqual(['response.end', 'thread.change']);
    stream.send(delta('msg', ' and half'));
    await new Promise((resolve) => setTimeout(resolve));
    expect(desk.texts()).toEqual([]);

    await desk.session.open('thr_1');
    expect(desk.texts()).toEqual(['Hello', 'Half and half']);
    expect(desk.heard().slice(2)).toEqual(['thread.change', 'response.start']);
    expect(desk.server.ofType('items.list')).toEqual([]);
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
    const stream = desk.server.stream('threads.create');
    const answer = desk.server.stream('threads.add_client_tool_output');
    await desk.session.send(text('Hello'));
    stream.send(created, userDone('usr', 'Hello'), call);
    stream.end();
    await vi.waitFor(() =>
      expect(desk.server.ofType('threads.add_client_tool_output')).toHaveLength(1),
    );
    answer.send(added('msg'), done('msg', 'Thanks'));
    answer.end();
    await settled();
    expect(desk.texts()).toEqual(['Hello', 'client_tool_call', 'Thanks']);
    expect(desk.shown[1]?.item).toMatchObject({ status: 'completed' });
    const { params } = desk.server.ofType('threads.add_client_tool_output')[0] ?? {};
    expect(params.thread_id).toBe('thr_1');
    return params.result;
  }

  it('are run by the page, within one response', async () => {
    const calls: unknown[] = [];
    desk.clientTool = async (toolCall) => {
      calls.push(toolCall);
      expect(desk.state.activity).toBe('tool');
      return { picked: 2 };
    };
    expect(await callTool()).toEqual({ picked: 2 });
    expect(calls).toEqual([{ name: 'pick', params: { from: 3 } }]);
    expect(desk.heard()).toEqual(['response.start', 'thread.change', 'response.end']);
  });

  it.each<[string, ClientToolHandler | undefined, string]>([
    ['rejects', () => Promise.reject(new Error('No hands')), 'No hands'],
    ['is missing', undefined, 'onClientTool'],
    ['gives what cannot be sent', () => ({ big: 1n }), 'BigInt'],
  ])('are answered with an error when the handler %s', async (_case, handler, message) => {
    desk.clientTool = handler;
    expect(await callTool()).toEqual({ error: expect.stringContaining(message) });
    expect(desk.heard()).toContain('error');
  });
});

describe('actions', () => {
  const action = { type: 'tasks.complete', payload: { task_id: 't' } };

  beforeEach(async () => {
    desk.serveThread([userMessage('usr', 'Hello')]);
    await desk.session.open('thr_1');
  });

  it('settle when what they led to is there', async () => {
    const stream = desk.server.stream('threads.custom_action');
    const acted = desk.session.current.value.act(action, 'wid', true);
    expect(desk.state.activity).toBe('acting');
    await expect(desk.session.current.value.act(action, 'wid', true)).rejects.toMatchObject({
      code: 'busy',
    });
    stream.send({ type: 'client_effect', name: 'tasks.changed', data: { task_ids: ['t'] } });
    stream.end();
    await acted;
    expect(desk.server.ofType('threads.custom_action')[0]?.params).toEqual({
      thread_id: 'thr_1',
      item_id: 'wid',
      action,
    });
    expect(desk.events).toContainEqual({
      type: 'effect',
      name: 'tasks.changed',
      data: { task_ids: ['t'] },
    });
  });

  it('reject with the error that they end in', async () => {
    const stream = desk.server.stream('threads.custom_action');
    const acted = desk.session.current.value.act(action, undefined, true);
    stream.send({ type: 'error', code: 'custom', message: 'It is gone.' });
    stream.end();
    await expect(acted).rejects.toMatchObject({ message: 'It is gone.' });
    expect(desk.state.thread.failure?.message).toBe('It is gone.');
  });

  it('may be answered by the item as it is then', async () => {
    desk.server.on('threads.sync_custom_action', () => ({
      updated_item: userMessage('usr', 'Changed'),
    }));
    await desk.session.current.value.act(action, 'usr', false);
    expect(desk.texts()).toEqual(['Changed']);
  });
});

describe('refreshing', () => {
  it('takes in what changed on the server', async () => {
    desk.serveThread([userMessage('a', 'a')]);
    await desk.session.open('thr_1');
    desk.serveThread([userMessage('a', 'A'), userMessage('b', 'b')], 'Renamed');
    await desk.session.refresh();
    expect(desk.texts()).toEqual(['A', 'b']);
    expect(desk.state.thread.meta?.title).toBe('Renamed');
  });

  it('asks for the list of threads where there is no thread to ask for', async () => {
    desk.server.on('threads.list', () => ({ data: [thread('a', 'A')], has_more: false }));
    await desk.session.refresh();
    expect(desk.session.history.state.value.threads.map(({ id }) => id)).toEqual(['a']);
  });

  it('goes by what was asked last, whatever comes last', async () => {
    desk.serveThread([userMessage('a', 'a')]);
    await desk.session.open('thr_1');
    let answerSlow: (value: object) => void = () => undefined;
    desk.server.on('threads.get_by_id', () => {
      return new Promise<object>((resolve) => {
        answerSlow = resolve;
      });
    });
    const slow = desk.session.refresh();
    desk.serveThread([userMessage('a', 'A')], 'Renamed');
    await desk.session.refresh();
    answerSlow(thread('thr_1', 'As it was'));
    await slow;
    expect(desk.state.thread.meta?.title).toBe('Renamed');
  });

  it('leaves alone what is streaming', async () => {
    const stream = desk.server.stream('threads.create');
    await desk.session.send(text('Hello'));
    stream.send(created, userDone('usr', 'Hello'), added('msg'), delta('msg', 'Half and half'));
    await vi.waitFor(() => expect(desk.texts()[1]).toBe('Half and half'));
    desk.serveThread([userMessage('usr', 'Hello!'), assistantMessage('msg', 'Half')]);
    await desk.session.refresh();
    expect(desk.texts()).toEqual(['Hello!', 'Half and half']);
  });
});

describe('history', () => {
  beforeEach(async () => {
    desk.server.on('threads.list', ({ params }) =>
      params.after === 'b'
        ? { data: [thread('c', 'C')], has_more: false }
        : { data: [thread('a', 'A'), thread('b', 'B')], has_more: true },
    );
    await desk.session.history.load();
  });

  const ids = () => desk.session.history.state.value.threads.map(({ id }) => id);

  it('is loaded page by page', async () => {
    expect(ids()).toEqual(['a', 'b']);
    await desk.session.history.loadMore();
    await desk.session.history.loadMore();
    expect(ids()).toEqual(['a', 'b', 'c']);
    expect(desk.server.ofType('threads.list')).toHaveLength(2);
  });

  it('puts a new thread at the top', async () => {
    const stream = desk.server.stream('threads.create');
    await desk.session.send(text('Hello'));
    stream.send(created);
    stream.end();
    await settled();
    expect(ids()).toEqual(['thr_1', 'a', 'b']);
  });

  it('renames a thread, in the thread that is open too', async () => {
    desk.serveThread([]);
    await desk.session.open('a');
    desk.server.on('threads.update', ({ params }) => thread(params.thread_id, params.title));
    await desk.session.rename('a', 'Better');
    expect(desk.session.history.state.value.threads[0]?.title).toBe('Better');
    expect(desk.state.thread.meta?.title).toBe('Better');
  });

  it('leaves a thread that is deleted', async () => {
    desk.serveThread([]);
    await desk.session.open('a');
    desk.server.on('threads.delete', () => ({}));
    await desk.session.remove('a');
    expect(ids()).toEqual(['b']);
    expect(desk.session.threadId).toBeNull();
  });
});

describe('feedback', () => {
  it('is shown at once, and taken back when it cannot be sent', async () => {
    desk.serveThread([]);
    await desk.session.open('thr_1');
    desk.server.on('items.feedback', () => ({}));
    await desk.session.giveFeedback({ itemIds: ['msg'], kind: 'positive' });
    expect(desk.state.feedback.get('msg')).toBe('positive');
    desk.server.on('items.feedback', () => refuse(500, 'internal', 'Broken.'));
    const given = desk.session.giveFeedback({ itemIds: ['msg'], kind: 'negative' });
    expect(desk.state.feedback.get('msg')).toBe('negative');
    await expect(given).rejects.toMatchObject({ code: 'internal' });
    expect(desk.state.feedback.get('msg')).toBe('positive');
  });

  it('is told the other elements on the same server, once the server has it', async () => {
    const name = 'https://chat.example/feedback';
    const other = new Desk();
    for (const one of [desk, other]) {
      one.serveThread([]);
      one.session.join(name);
      await one.session.open('thr_1');
    }
    desk.server.on('items.feedback', () => ({}));
    const stranger = new BroadcastChannel(`openai-chatkit:${name}`);
    stranger.postMessage({ news: 'feedback', threadId: 'thr_1', itemIds: [7], kind: 'positive' });
    await desk.session.giveFeedback({ itemIds: ['msg', 'end'], kind: 'negative' });
    await vi.waitFor(() => expect(other.state.feedback.get('end')).toBe('negative'));
    expect([...other.state.feedback]).toEqual([
      ['msg', 'negative'],
      ['end', 'negative'],
    ]);
    expect(other.server.ofType('items.feedback')).toEqual([]);
    for (const one of [desk, other]) one.session.join(null);
    stranger.close();
  });
});
