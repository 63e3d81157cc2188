import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { assistantMessage, refuse, thread, userMessage } from '../protocol/testing/fake-server';
import { created, Desk, done, text, userDone } from './testing';

/** What a server says that has had enough for some seconds. */
function enough(seconds: number): Response {
  const response = refuse(429, 'rate_limited', 'There are too many requests.');
  response.headers.set('Retry-After', String(seconds));
  return response;
}

const statuses = (desk: Desk) => desk.shown.map(({ status }) => status);
const sent = (desk: Desk) => desk.server.requests.map(({ type }) => type);

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('what was written offline', () => {
  it('goes out in its order when the server may be asked again, and not before', async () => {
    const desk = new Desk();
    desk.online = false;
    const first = desk.session.send(text('First'));
    const second = desk.session.send(text('Second'));
    desk.online = true;
    desk.server.on('threads.create', () => enough(20));
    await desk.session.comeOnline();
    await vi.advanceTimersByTimeAsync(0);
    expect(statuses(desk)).toEqual(['queued', 'queued']);
    expect(desk.state.thread.failure).toMatchObject({
      status: 429,
      retryAt: Date.now() + 20_000,
    });
    // After a reload it would go out by itself as well.
    expect(desk.kept[0]?.messages.map(({ tried }) => tried)).toEqual([false, false]);

    const create = desk.server.stream('threads.create');
    const add = desk.server.stream('threads.add_user_message');
    await desk.session.comeOnline();
    await vi.advanceTimersByTimeAsync(19_999);
    expect(sent(desk)).toEqual(['threads.create']);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent(desk)).toEqual(['threads.create', 'threads.create']);
    expect(desk.state.thread.failure).toBeNull();
    create.send(created, userDone('u1', 'First'), done('a1', 'To the first.'));
    create.end();
    await first;
    add.send(userDone('u2', 'Second'));
    add.end();
    await second;
    expect(desk.texts()).toEqual(['First', 'To the first.', 'Second']);
    expect(desk.kept).toEqual([]);
  });

  it('waits too when the reader has put the notice away', async () => {
    const desk = new Desk();
    desk.online = false;
    void desk.session.send(text('First'));
    desk.online = true;
    desk.server.on('threads.create', () => enough(20));
    await desk.session.comeOnline();
    await vi.advanceTimersByTimeAsync(0);
    expect(statuses(desk)).toEqual(['queued']);
    desk.session.current.value.dismiss('failure');
    await desk.session.comeOnline();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent(desk)).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent(desk)).toHaveLength(2);
  });

  it('is not sent any more once it was taken back', async () => {
    const desk = new Desk();
    desk.online = false;
    const first = desk.session.send(text('First'));
    desk.online = true;
    desk.server.on('threads.create', () => enough(20));
    await desk.session.comeOnline();
    await vi.advanceTimersByTimeAsync(0);
    expect(statuses(desk)).toEqual(['queued']);
    desk.session.current.value.discard(desk.shown[0]?.key ?? '');
    await expect(first).rejects.toMatchObject({ code: 'discarded' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent(desk)).toHaveLength(1);
    expect(desk.kept).toEqual([]);
  });
});

it('keeps a refused message for its author to send again', async () => {
  const desk = new Desk();
  desk.server.on('threads.create', () => enough(20));
  await expect(desk.session.send(text('Hello'))).rejects.toMatchObject({ code: 'rate_limited' });
  expect(statuses(desk)).toEqual(['failed']);
  expect(desk.state.thread.failure).toMatchObject({ retry: { type: 'resend' }, message: null });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent(desk)).toHaveLength(1);
});

it('goes on with an answer that could not be followed for the moment', async () => {
  const desk = new Desk();
  desk.server.headers = { 'ChatKit-Extensions': 'x.threads.resume' };
  desk.server.on('threads.get_by_id', () =>
    Response.json(thread('thr_1'), {
      headers: { ...desk.server.headers, 'ChatKit-Run': 'run_1' },
    }),
  );
  desk.server.on('items.list', () => ({ data: [userMessage('u1', 'One')], has_more: false }));
  desk.server.on('x.threads.resume', () => enough(5));
  await desk.session.open('thr_1');
  await vi.waitFor(() => expect(desk.session.busy).toBe(false));
  expect(desk.state.thread.failure).toMatchObject({ status: 429, retry: { type: 'reconnect' } });

  const resume = desk.server.stream('x.threads.resume');
  desk.server.on('items.list', () => ({
    data: [assistantMessage('a1', 'Done.'), userMessage('u1', 'One')],
    has_more: false,
  }));
  const again = desk.session.current.value.retry({ type: 'reconnect' });
  resume.send(done('a1', 'Done.'));
  resume.end();
  await again;
  await vi.waitFor(() => expect(desk.texts()).toEqual(['One', 'Done.']));
});
