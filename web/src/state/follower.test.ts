import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { assistantMessage, FakeStream, refuse, userMessage } from '../protocol/testing/fake-server';
import { Desk, done, text, userDone } from './testing';

const FOLLOWS = { 'ChatKit-Extensions': 'x.threads.resume, x.threads.follow' };
const SERVER = 'http://localhost/chatkit';

/** One lock at a time, in the order in which they were asked for, as browsers give them. */
class Locks {
  #last: Promise<unknown> = Promise.resolve();
  readonly names: string[] = [];

  request(name: string, options: { signal: AbortSignal }, work: () => Promise<void>) {
    this.names.push(name);
    const turn = this.#last.then(() => {
      options.signal.throwIfAborted();
      return work();
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

let desk: Desk;
let locks: Locks;

beforeEach(async () => {
  locks = new Locks();
  vi.stubGlobal('navigator', { ...navigator, locks });
  desk = new Desk();
  desk.server.headers = FOLLOWS;
  desk.serveThread([userMessage('m1', 'Hello')]);
  await desk.session.open('thr_1', true);
});

afterEach(() => {
  desk.session.join(null);
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Answers one request to follow after the other. */
function answer(...answers: (FakeStream | Response)[]): void {
  desk.server.on('x.threads.follow', () => answers.shift() ?? refuse(403, 'forbidden', 'No more.'));
}

const stream = () => new FakeStream(FOLLOWS);

const follows = () => desk.server.ofType('x.threads.follow').length;

describe('hearing of what comes from elsewhere', () => {
  it('shows a message that was added to the thread', async () => {
    const told = stream();
    answer(told);
    desk.session.join(SERVER);
    await vi.waitFor(() => expect(follows()).toBe(1));
    desk.serveThread([userMessage('m1', 'Hello'), assistantMessage('m2', 'Your order is here')]);
    told.send({ type: 'thread.changed', thread_id: 'thr_1' });
    await vi.waitFor(() => expect(desk.texts()).toEqual(['Hello', 'Your order is here']));
  });

  it('shows after an answer what came while it was written', async () => {
    const [told, answering] = [stream(), desk.server.stream('threads.add_user_message')];
    answer(told);
    desk.session.join(SERVER);
    await vi.waitFor(() => expect(follows()).toBe(1));
    await desk.session.send(text('And?'));
    answering.send(userDone('m2', 'And?'), done('m3', 'Well.'));
    await vi.waitFor(() => expect(desk.texts()).toEqual(['Hello', 'And?', 'Well.']));
    told.send(
      { type: 'thread.changed', thread_id: 'thr_1' },
      { type: 'notice', level: 'info', message: 'Heard.' },
    );
    await vi.waitFor(() => expect(desk.session.announced.value).not.toBeNull());
    desk.serveThread([userMessage('m1', 'Hello'), assistantMessage('m4', 'Sold out')], 'Closed');
    answering.end();
    await vi.waitFor(() => expect(desk.texts()).toEqual(['Hello', 'Sold out']));
    expect(desk.state.thread.meta?.title).toBe('Closed');
  });

  it('shows what everybody is told until it is over, or put away', async () => {
    const told = stream();
    answer(told);
    desk.session.join(SERVER);
    await vi.waitFor(() => expect(follows()).toBe(1));
    const { announced } = desk.session;
    const notice = { type: 'notice', level: 'warning', message: 'From 22:00 on.' } as const;
    told.send(notice);
    await vi.waitFor(() => expect(announced.value?.isShown).toBe(true));
    expect(announced.value).toMatchObject({ message: 'From 22:00 on.', title: null });
    desk.session.dismissAnnouncement();
    // It is told again whenever the stream begins anew.
    told.send(notice, { type: 'thread.deleted', thread_id: 'thr_1' });
    await vi.waitFor(() => expect(desk.gone).toBe(1));
    expect(announced.value?.isShown).toBe(false);
    told.send({ ...notice, message: 'From 23:00 on.' });
    await vi.waitFor(() => expect(announced.value?.isShown).toBe(true));
    told.send({ type: 'notice.ended' });
    await vi.waitFor(() => expect(announced.value).toBeNull());
  });

  it('leaves a thread that was deleted', async () => {
    const told = stream();
    answer(told);
    desk.session.join(SERVER);
    await vi.waitFor(() => expect(follows()).toBe(1));
    told.send({ type: 'thread.deleted', thread_id: 'thr_1' });
    await vi.waitFor(() => expect(desk.gone).toBe(1));
  });

  it('asks once, however often it is joined, and no longer when it is left', async () => {
    answer(stream(), stream());
    desk.session.join(SERVER);
    desk.session.join(SERVER);
    await vi.waitFor(() => expect(follows()).toBe(1));
    expect(locks.names).toEqual([`openai-chatkit:${SERVER}`]);
    desk.session.join(null);
    desk.session.join(SERVER);
    await vi.waitFor(() => expect(follows()).toBe(2));
  });

  it('asks again when the time of the stream is over', async () => {
    const [first, second] = [stream(), stream()];
    first.end();
    answer(first, second);
    desk.session.join(SERVER);
    await vi.waitFor(() => expect(follows()).toBe(2));
    second.send({ type: 'thread.deleted', thread_id: 'thr_1' });
    await vi.waitFor(() => expect(desk.gone).toBe(1));
  });

  it('looks at what it may have missed after the connection broke', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    answer(refuse(503, 'unavailable', 'Back soon.'), stream());
    desk.session.join(SERVER);
    await vi.waitFor(() => expect(follows()).toBe(1));
    desk.serveThread([userMessage('m1', 'Hello'), assistantMessage('m2', 'Meanwhile')]);
    await vi.advanceTimersByTimeAsync(1_000);
    await vi.waitFor(() => expect(desk.texts()).toEqual(['Hello', 'Meanwhile']));
    expect(follows()).toBe(2);
  });

  it("asks for each user by itself, and is told of nothing that is another one's", async () => {
    const users = ['ann', 'bob'].map((user) => ({ ...FOLLOWS, 'ChatKit-User': user }));
    const desks = await Promise.all(
      users.map(async (headers) => {
        const each = new Desk();
        each.server.headers = headers;
        each.serveThread([]);
        await each.session.open('thr_1', true);
        return each;
      }),
    );
    const told = users.map((headers) => new FakeStream(headers));
    desks.forEach((each, index) => {
      each.server.on('x.threads.follow', () => told[index] as FakeStream);
      each.session.join(SERVER);
    });
    expect(locks.names).toEqual([`openai-chatkit:${SERVER} ann`, `openai-chatkit:${SERVER} bob`]);
    const [ann, bob] = desks as [Desk, Desk];
    await vi.waitFor(() => expect(ann.server.ofType('x.threads.follow')).toHaveLength(1));
    const loaded = bob.server.requests.length;
    told[0]?.send({ type: 'thread.deleted', thread_id: 'thr_1' });
    await vi.waitFor(() => expect(ann.gone).toBe(1));
    expect([bob.gone, bob.server.requests.length]).toEqual([0, loaded]);
    for (const each of desks) each.session.join(null);
  });

  it('asks no server that does not tell, and none that does not want to be asked', async () => {
    answer();
    desk.session.join(SERVER);
    await vi.waitFor(() => expect(follows()).toBe(1));
    const other = new Desk();
    other.serveThread([]);
    await other.session.open('thr_1', true);
    other.session.join(SERVER);
    expect(locks.names).toHaveLength(1);
    expect(desk.heard()).not.toContain('error');
  });
});
