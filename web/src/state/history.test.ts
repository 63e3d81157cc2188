import { beforeEach, expect, it, vi } from 'vitest';
import { refuse, thread } from '../protocol/testing/fake-server';
import { Desk } from './testing';

let desk: Desk;
/** Answers the list that was asked for first of those that are not answered yet. */
let answerList: (...titles: string[]) => void;
/** The same for a change of a thread. */
let answerChange: (answer: object) => void;

const page = (titles: readonly string[]) => ({
  data: titles.map((title) => thread(`thr_${title.toLowerCase()}`, title)),
  has_more: false,
});

beforeEach(async () => {
  desk = new Desk();
  const lists: ((answer: object) => void)[] = [];
  const changes: ((answer: object) => void)[] = [];
  const waiting = (queue: ((answer: object) => void)[]) => () =>
    new Promise<object>((resolve) => queue.push(resolve));
  desk.server.on('threads.list', waiting(lists));
  desk.server.on('threads.delete', waiting(changes)).on('threads.update', waiting(changes));
  answerList = (...titles) => lists.shift()?.(page(titles));
  answerChange = (answer) => changes.shift()?.(answer);
  const loaded = desk.session.history.load();
  await asked('threads.list', 1);
  answerList('Apples', 'Pears');
  await loaded;
});

const asked = (type: string, count: number) =>
  vi.waitFor(() => expect(desk.server.ofType(type)).toHaveLength(count));
const titles = () => desk.session.history.state.value.threads.map(({ title }) => title);

it('does not show a deleted thread again for a list that was asked for before', async () => {
  const loaded = desk.session.history.load();
  await asked('threads.list', 2);
  const removed = desk.session.remove('thr_apples');
  expect(titles()).toEqual(['Pears']);
  await asked('threads.delete', 1);
  answerChange({});
  await removed;
  answerList('Apples', 'Pears');
  await loaded;
  expect(titles()).toEqual(['Pears']);
});

it('does not show a thread for a list that comes while it is being deleted', async () => {
  const shown: (readonly unknown[])[] = [];
  const removed = desk.session.remove('thr_apples');
  desk.session.history.state.subscribe(() => shown.push(titles()));
  await asked('threads.delete', 1);
  const loaded = desk.session.history.load();
  await asked('threads.list', 2);
  answerList('Apples', 'Pears');
  await loaded;
  answerChange({});
  await removed;
  expect(shown.flat()).not.toContain('Apples');
});

it('shows a thread again that the server did not delete', async () => {
  const removed = desk.session.remove('thr_apples');
  await asked('threads.delete', 1);
  const loaded = desk.session.history.load();
  await asked('threads.list', 2);
  answerChange(refuse(403, 'forbidden', 'Not yours.'));
  await expect(removed).rejects.toMatchObject({ status: 403 });
  expect(titles()).toEqual(['Apples', 'Pears']);
  answerList('Apples', 'Pears');
  await loaded;
  expect(titles()).toEqual(['Apples', 'Pears']);
});

it('keeps a new title against lists that were asked for before the server had it', async () => {
  const early = desk.session.history.load();
  await asked('threads.list', 2);
  const renamed = desk.session.rename('thr_pears', 'Plums');
  answerList('Apples', 'Pears');
  await early;
  expect(titles()).toEqual(['Apples', 'Plums']);

  await asked('threads.update', 1);
  const late = desk.session.history.load();
  await asked('threads.list', 3);
  answerChange(thread('thr_pears', 'Plums'));
  await renamed;
  answerList('Apples', 'Pears');
  await late;
  expect(titles()).toEqual(['Apples', 'Plums']);

  const after = desk.session.history.load();
  await asked('threads.list', 4);
  answerList('Apples', 'Named elsewhere');
  await after;
  expect(titles()).toEqual(['Apples', 'Named elsewhere']);
});

it('keeps a new thread that an earlier list does not have, and no deleted one that goes on', async () => {
  const loaded = desk.session.history.load();
  await asked('threads.list', 2);
  desk.session.history.note({ ...thread('thr_figs', 'Figs') }, true);
  answerList('Apples', 'Pears');
  await loaded;
  expect(titles()).toEqual(['Figs', 'Apples', 'Pears']);
  desk.session.history.drop('thr_figs');
  desk.session.history.note({ ...thread('thr_figs', 'Figs') }, true);
  expect(titles()).toEqual(['Apples', 'Pears']);
});
