import { describe, expect, it, vi } from 'vitest';
import { assistantMessage, thread, userMessage } from '../protocol/testing/fake-server';
import type { Queued } from './conversation-state';
import { created, Desk, done, text, userDone } from './testing';

const statuses = (desk: Desk) => desk.shown.map(({ status }) => status);

it('is kept by the page until the server took each message', async () => {
  const before = new Desk();
  before.online = false;
  void before.session.send(text('First'));
  void before.session.send(text('Second'));
  expect(before.kept).toMatchObject([
    {
      threadId: null,
      messages: [
        { item: text('First'), tried: false },
        { item: text('Second'), tried: false },
      ],
    },
  ]);

  const desk = new Desk();
  desk.online = false;
  desk.session.restore(before.kept);
  expect(desk.texts()).toEqual(['First', 'Second']);
  expect(statuses(desk)).toEqual(['queued', 'queued']);

  desk.online = true;
  const create = desk.server.stream('threads.create');
  const add = desk.server.stream('threads.add_user_message');
  await desk.session.comeOnline();
  create.send(created, userDone('u1', 'First'), done('a1', 'To the first.'));
  await vi.waitFor(() => expect(desk.kept[0]?.messages).toHaveLength(1));
  create.end();
  add.send(userDone('u2', 'Second'));
  add.end();
  await vi.waitFor(() => expect(desk.session.current.value.active).toBe(false));
  expect(desk.kept).toEqual([]);
  expect(desk.shown.map(({ item }) => item.id)).toEqual(['u1', 'a1', 'u2']);
});

it('goes out once its thread is loaded, whichever thread is shown', async () => {
  const messages = [{ item: userMessage('kept_1', 'Later'), tried: false }];
  const desk = new Desk();
  desk.serveThread([userMessage('u1', 'One')]);
  const add = desk.server.stream('threads.add_user_message');
  desk.session.restore([{ threadId: 'thr_1', origin: null, messages }]);
  await vi.waitFor(() =>
    expect(desk.server.requests.map(({ type }) => type)).toContain('threads.add_user_message'),
  );
  expect(desk.session.threadId).toBeNull();
  await desk.session.open('thr_1');
  expect(desk.texts()).toEqual(['One', 'Later']);
  add.send(userDone('u2', 'Later'), done('a2', 'Now.'));
  add.end();
  await vi.waitFor(() => expect(desk.session.busy).toBe(false));
  expect(desk.shown.map(({ item }) => item.id)).toEqual(['u1', 'u2', 'a2']);
  expect(desk.kept).toEqual([]);
});

it('keeps what the server did not take, and what is left when the network goes again', async () => {
  const desk = new Desk();
  desk.online = false;
  const first = desk.session.send(text('First'));
  void desk.session.send(text('Second'));
  desk.online = true;
  desk.server.on('threads.create', () => {
    desk.online = false;
    throw new Error('The network is gone.');
  });
  await desk.session.comeOnline();
  await expect(first).rejects.toThrow();
  expect(statuses(desk)).toEqual(['failed', 'queued']);
  expect(desk.kept[0]?.messages).toHaveLength(2);
  desk.session.current.value.discard(desk.shown[0]?.key ?? '');
  expect(desk.kept[0]?.messages).toMatchObject([{ item: text('Second') }]);
});

describe('when the page ended while a message was on its way', () => {
  /** What is kept at the moment at which the request goes out, and is not answered any more. */
  async function cutOff(desk: Desk, type: string): Promise<readonly Queued[]> {
    let kept: readonly Queued[] | undefined;
    desk.server.on(type, () => {
      kept = desk.kept;
      return new Promise<never>(() => undefined);
    });
    desk.online = true;
    void desk.session.comeOnline();
    return vi.waitFor(() => kept ?? Promise.reject(new Error('Nothing was sent.')));
  }

  it('waits for its author, and what was never tried goes out by itself', async () => {
    const before = new Desk();
    before.online = false;
    void before.session.send(text('First'));
    void before.session.send(text('Second'));
    const kept = await cutOff(before, 'threads.create');
    expect(kept[0]?.messages.map(({ tried }) => tried)).toEqual([true, false]);

    const desk = new Desk();
    const create = desk.server.stream('threads.create');
    desk.session.restore(kept);
    await vi.waitFor(() => expect(desk.server.requests).toHaveLength(1));
    expect(statuses(desk)).toEqual(['failed', 'sending']);
    create.send(created, userDone('u2', 'Second'), done('a2', 'To the second.'));
    create.end();
    await vi.waitFor(() => expect(desk.session.busy).toBe(false));
    await desk.session.comeOnline();
    expect(desk.server.ofType('threads.create')).toHaveLength(1);
    expect(desk.kept[0]?.messages).toMatchObject([{ item: text('First'), tried: true }]);

    const again = new Desk();
    again.serveThread([userMessage('u2', 'Second'), assistantMessage('a2', 'To the second.')]);
    again.session.restore(desk.kept);
    await again.session.open('thr_1');
    expect(again.texts()).toEqual(['Second', 'To the second.', 'First']);
    expect(statuses(again).at(-1)).toBe('failed');
    const add = again.server.stream('threads.add_user_message');
    const key = again.shown.at(-1)?.key ?? '';
    const resent = again.session.current.value.retry({ type: 'resend', key });
    add.send(userDone('u1', 'First'), done('a1', 'To the first.'));
    add.end();
    await resent;
    await vi.waitFor(() => expect(again.session.busy).toBe(false));
    expect(again.kept).toEqual([]);
    expect(again.server.ofType('threads.add_user_message')).toHaveLength(1);
  });

  it('is there in a new chat, wherever the page begins', async () => {
    const before = new Desk();
    before.online = false;
    void before.session.send(text('First'));
    const kept = await cutOff(before, 'threads.create');

    const desk = new Desk();
    desk.serveThread([userMessage('u1', 'One')]);
    await desk.session.open('thr_1', true);
    desk.session.restore(kept);
    expect(desk.texts()).toEqual(['One']);
    await desk.session.open(null);
    expect(desk.texts()).toEqual(['First']);
    await desk.session.open('thr_1');
    expect(desk.kept[0]?.messages).toHaveLength(1);
    await desk.session.open(null);
    desk.session.current.value.discard(desk.shown[0]?.key ?? '');
    expect(desk.kept).toEqual([]);
  });
});

it('goes out after the answer that was coming in while the network was away', async () => {
  const desk = new Desk();
  const create = desk.server.stream('threads.create');
  await desk.session.send(text('First'));
  create.send(created, userDone('u1', 'First'));
  await vi.waitFor(() => expect(desk.session.threadId).toBe('thr_1'));
  const add = desk.server.stream('threads.add_user_message');
  desk.session.restore([
    {
      threadId: 'thr_1',
      origin: null,
      messages: [{ item: userMessage('k', 'Later'), tried: false }],
    },
  ]);
  await desk.session.comeOnline();
  expect(statuses(desk)).toEqual(['done', 'queued']);
  create.end();
  add.send(userDone('u2', 'Later'));
  add.end();
  await vi.waitFor(() => expect(statuses(desk)).toEqual(['done', 'done']));
});

it('is forgotten with its thread', async () => {
  const desk = new Desk();
  desk.serveThread([userMessage('u1', 'One')]);
  await desk.session.open('thr_1');
  desk.online = false;
  const sent = desk.session.send(text('Too late'));
  desk.server.on('threads.delete', () => ({}));
  desk.server.on('threads.update', () => thread('thr_1'));
  const removed = desk.session.remove('thr_1');
  await expect(sent).rejects.toMatchObject({ code: 'discarded' });
  await removed;
  expect(desk.kept).toEqual([]);
});
