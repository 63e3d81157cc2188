import { afterEach, describe, expect, it, vi } from 'vitest';
import { assistantMessage, refuse, thread, userMessage } from '../protocol/testing/fake-server';
import { Desk, done, text, userDone } from './testing';

const ITEMS = [
  userMessage('u1', 'One?'),
  assistantMessage('a1', 'One.'),
  userMessage('u2', 'Two?'),
  assistantMessage('a2', 'Two.'),
];
const branched = {
  type: 'thread.created',
  thread: {
    ...thread('thr_2', 'Talk'),
    metadata: { branched_from: { thread_id: 'thr_1', item_id: 'u2', last_item_id: 'a1' } },
  },
};

async function opened(): Promise<Desk> {
  const desk = new Desk();
  desk.serveThread(ITEMS, 'Talk');
  await desk.session.open('thr_1');
  return desk;
}

describe('a branch', () => {
  it('shows what is kept at once, and the answer in the new thread', async () => {
    const desk = await opened();
    const stream = desk.server.stream('x.threads.branch');
    const sent = desk.session.branch('u2', text('Another two?'));
    expect(desk.texts()).toEqual(['One?', 'One.', 'Another two?']);
    stream.send(branched, userDone('u3', 'Another two?'), done('a3', 'Other.'));
    stream.end();
    await sent;
    await vi.waitFor(() => expect(desk.state.activity).toBe('idle'));
    expect(desk.server.ofType('x.threads.branch')[0]?.params).toMatchObject({
      thread_id: 'thr_1',
      item_id: 'u2',
      input: { content: [{ text: 'Another two?' }] },
    });
    expect(desk.texts()).toEqual(['One?', 'One.', 'Another two?', 'Other.']);
    expect(desk.session.threadId).toBe('thr_2');
    expect(desk.state.thread.meta?.metadata?.branched_from?.thread_id).toBe('thr_1');
    const changes = desk.events.filter(({ type }) => type === 'thread.change');
    expect(changes).toEqual([
      { type: 'thread.change', threadId: 'thr_1' },
      { type: 'thread.change', threadId: 'thr_2' },
    ]);
  });

  it('is tried again as one when its message was not taken', async () => {
    const desk = await opened();
    desk.server.on('x.threads.branch', () => refuse(503, 'unavailable', 'Down.'));
    await expect(desk.session.branch('u2', text('Again?'))).rejects.toMatchObject({ status: 503 });
    await vi.waitFor(() => expect(desk.shown.at(-1)?.status).toBe('failed'));
    const stream = desk.server.stream('x.threads.branch');
    const retried = desk.session.current.value.retryItem(desk.shown.at(-1)?.key ?? '');
    stream.send(branched, userDone('u3', 'Again?'));
    stream.end();
    await retried;
    await vi.waitFor(() => expect(desk.session.threadId).toBe('thr_2'));
    expect(desk.server.ofType('x.threads.branch')).toHaveLength(2);
  });

  it('without a message is shown once the server has made it', async () => {
    const desk = await opened();
    const stream = desk.server.stream('x.threads.branch');
    const made = desk.session.branch('a1');
    expect(desk.texts()).toHaveLength(4);
    stream.send(branched);
    stream.end();
    await made;
    expect(desk.session.threadId).toBe('thr_2');
    expect(desk.texts()).toEqual(['One?', 'One.']);
    expect(desk.server.ofType('x.threads.branch')[0]?.params).toEqual({
      thread_id: 'thr_1',
      item_id: 'a1',
    });
  });

  it('that is refused leaves the thread where it is, and says why', async () => {
    const desk = await opened();
    desk.server.on('x.threads.branch', () => refuse(409, 'conflict', 'Locked.'));
    await expect(desk.session.branch('a1')).rejects.toMatchObject({ code: 'conflict' });
    expect(desk.session.threadId).toBe('thr_1');
    expect(desk.state.thread.failure).toMatchObject({ message: 'Locked.' });
  });
});

describe('a message that is written offline', () => {
  it('goes out when the device is online again, in order, wherever the user is by then', async () => {
    const desk = new Desk();
    desk.online = false;
    const { value: conversation } = desk.session.current;
    const first = desk.session.send(text('First'));
    const second = desk.session.send(text('Second'));
    expect(desk.shown.map(({ status }) => status)).toEqual(['queued', 'queued']);
    expect(desk.server.requests).toEqual([]);
    await desk.session.open(null);

    desk.online = true;
    const create = desk.server.stream('threads.create');
    const add = desk.server.stream('threads.add_user_message');
    await desk.session.comeOnline();
    create.send(
      { type: 'thread.created', thread: thread('thr_1') },
      userDone('u1', 'First'),
      done('a1', 'To the first.'),
    );
    create.end();
    add.send(userDone('u2', 'Second'));
    add.end();
    await Promise.all([first, second]);
    expect(desk.server.requests.map(({ type }) => type)).toEqual([
      'threads.create',
      'threads.add_user_message',
    ]);
    expect(desk.session.threadId).toBeNull();
    await vi.waitFor(() => expect(conversation.busy).toBe(false));
    const ids = conversation.state.value.thread.entries.map(({ item }) => item.id);
    expect(ids).toEqual(['u1', 'a1', 'u2']);
  });

  it('can be taken back', async () => {
    const desk = new Desk();
    desk.online = false;
    const sent = desk.session.send(text('Not yet'));
    const item = desk.session.current.value.discard(desk.shown[0]?.key ?? '');
    expect(item?.content).toEqual([{ type: 'input_text', text: 'Not yet' }]);
    await expect(sent).rejects.toMatchObject({ code: 'discarded' });
    expect(desk.shown).toEqual([]);
  });
});

describe('elements of one browser', () => {
  const open: Desk[] = [];
  afterEach(() => {
    for (const desk of open.splice(0)) desk.session.join(null);
  });

  async function two(): Promise<[Desk, Desk]> {
    const desks = [await opened(), await opened()] as [Desk, Desk];
    for (const desk of desks) desk.session.join('https://chat.example/chatkit');
    open.push(...desks);
    return desks;
  }

  it('hear of a finished answer, and fetch it', async () => {
    const [one, other] = await two();
    const stream = one.server.stream('threads.add_user_message');
    other.serveThread([...ITEMS, userMessage('u3', 'Three?'), assistantMessage('a3', 'Three.')]);
    await one.session.send(text('Three?'));
    stream.send(userDone('u3', 'Three?'), done('a3', 'Three.'));
    stream.end();
    await vi.waitFor(() => expect(other.texts()).toContain('Three.'));
  });

  it('hear that the thread they show was deleted', async () => {
    const [one, other] = await two();
    one.server.on('threads.delete', () => ({}));
    await one.session.remove('thr_1');
    await vi.waitFor(() => expect(other.gone).toBe(1));
  });

  it('say nothing but what happened to which thread, and take nothing else', async () => {
    const [one] = await two();
    const heard: unknown[] = [];
    const spy = new BroadcastChannel('openai-chatkit:https://chat.example/chatkit');
    spy.addEventListener('message', ({ data }) => heard.push(data));
    one.server.on('threads.update', () => thread('thr_1', 'Secret plans'));
    await one.session.rename('thr_1', 'Secret plans');
    await vi.waitFor(() => expect(heard).toEqual([{ news: 'changed', threadId: 'thr_1' }]));
    spy.postMessage({ news: 'deleted', threadId: 7 });
    spy.postMessage('nonsense');
    spy.close();
    expect(one.gone).toBe(0);
  });
});
