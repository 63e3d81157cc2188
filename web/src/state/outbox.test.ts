import { expect, it, vi } from 'vitest';
import { thread, userMessage } from '../protocol/testing/fake-server';
import { created, Desk, done, text, userDone } from './testing';

const statuses = (desk: Desk) => desk.shown.map(({ status }) => status);

it('is kept by the page until the server took each message', async () => {
  const before = new Desk();
  before.online = false;
  void before.session.send(text('First'));
  void before.session.send(text('Second'));
  expect(before.kept).toMatchObject([{ threadId: null, items: [text('First'), text('Second')] }]);

  const desk = new Desk();
  desk.online = false;
  desk.session.restore(before.kept);
  expect(desk.texts()).toEqual(['First', 'Second']);
  expect(statuses(desk)).toEqual(['queued', 'queued']);

  desk.online = true;
  const create = desk.server.stream('threads.create');
  const add = desk.server.stream('threads.add_user_message');
  const flushed = desk.session.comeOnline();
  create.send(created, userDone('u1', 'First'), done('a1', 'To the first.'));
  await vi.waitFor(() => expect(desk.kept[0]?.items).toHaveLength(1));
  create.end();
  add.send(userDone('u2', 'Second'));
  add.end();
  await flushed;
  expect(desk.kept).toEqual([]);
  expect(desk.shown.map(({ item }) => item.id)).toEqual(['u1', 'a1', 'u2']);
});

it('goes out once its thread is loaded, whichever thread is shown', async () => {
  const items = [userMessage('kept_1', 'Later')];
  const desk = new Desk();
  desk.serveThread([userMessage('u1', 'One')]);
  const add = desk.server.stream('threads.add_user_message');
  desk.session.restore([{ threadId: 'thr_1', origin: null, items }]);
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
  const flushed = desk.session.comeOnline();
  await expect(first).rejects.toThrow();
  await flushed;
  expect(statuses(desk)).toEqual(['failed', 'queued']);
  expect(desk.kept[0]?.items).toHaveLength(2);
  desk.session.current.value.discard(desk.shown[0]?.key ?? '');
  expect(desk.kept[0]?.items).toMatchObject([text('Second')]);
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
