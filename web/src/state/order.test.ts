import { beforeEach, describe, expect, it, vi } from 'vitest';
import { assistantMessage, refuse, thread, userMessage } from '../protocol/testing/fake-server';
import { added, created, Desk, done, text, userDone } from './testing';

let desk: Desk;

beforeEach(() => {
  desk = new Desk();
});

const idle = () => vi.waitFor(() => expect(desk.session.busy).toBe(false));
const effect = (name: string) => ({ type: 'client_effect', name });
const ANSWER = [
  created,
  userDone('u1', 'Hello'),
  effect('first'),
  added('a1'),
  done('a1', 'Hi'),
  effect('second'),
  { type: 'error', code: 'custom', message: 'It broke.', allow_retry: false },
  effect('third'),
];

/** Everything that the page hears, each with what it could read of the thread at that moment. */
function watch(): string[] {
  const heard: string[] = [];
  desk.onEvent = (event) => {
    const detail = { effect: 'name', 'thread.change': 'threadId' }[event.type as 'effect'];
    const said = detail ? ` ${event[detail as keyof typeof event]}` : '';
    heard.push(`${event.type}${said} | ${desk.session.threadId} | ${desk.texts().join(', ')}`);
  };
  return heard;
}

describe('events of an answer', () => {
  it.each(['in one piece', 'one by one'])('come in its order, coming %s', async (manner) => {
    const heard = watch();
    const stream = desk.server.stream('threads.create');
    await desk.session.send(text('Hello'));
    if (manner === 'in one piece') stream.send(...ANSWER);
    else for (const event of ANSWER) stream.send(event);
    stream.end();
    await idle();
    expect(heard).toEqual([
      'response.start | null | Hello',
      'thread.change thr_1 | thr_1 | Hello',
      'effect first | thr_1 | Hello',
      'effect second | thr_1 | Hello, Hi',
      'error | thr_1 | Hello, Hi',
      'effect third | thr_1 | Hello, Hi',
      'response.end | thr_1 | Hello, Hi',
    ]);
  });

  it('are told before the action resolves that led to them', async () => {
    desk.serveThread([userMessage('u1', 'Hello')]);
    await desk.session.open('thr_1', true);
    const heard = watch();
    const stream = desk.server.stream('threads.custom_action');
    const acted = desk.session.current.value
      .act({ type: 'go' }, undefined, true)
      .then(() => heard.push('resolved'));
    stream.send(effect('first'), done('a1', 'Hi'));
    stream.end();
    await acted;
    expect(heard.map((line) => line.split(' ')[0])).toEqual([
      'response.start',
      'effect',
      'response.end',
      'resolved',
    ]);
  });
});

describe('events of loading', () => {
  it('come before those of the answer that is found running', async () => {
    desk.server.headers = { 'ChatKit-Extensions': 'x.threads.resume' };
    desk.serveThread([userMessage('u1', 'Hello')]);
    desk.server.on('threads.get_by_id', () =>
      Response.json(thread('thr_1'), {
        headers: { 'ChatKit-Run': 'run_1', 'ChatKit-Extensions': 'x.threads.resume' },
      }),
    );
    const stream = desk.server.stream('x.threads.resume');
    const heard = watch();
    await desk.session.open('thr_1').then(() => heard.push('resolved'));
    stream.send({ type: 'thread.item.done', item: assistantMessage('a1', 'Hi') });
    stream.end();
    await idle();
    expect(heard.map((line) => line.split(' | ').join(' '))).toEqual([
      'thread.change thr_1 thr_1 ',
      'thread.load.start thr_1 ',
      'thread.load.end thr_1 Hello',
      'response.start thr_1 Hello',
      'resolved',
      'response.end thr_1 Hello, Hi',
    ]);
  });

  it('end with the thread that is left, before the next one begins', async () => {
    desk.serveThread([]);
    desk.server.on('threads.get_by_id', ({ params }) =>
      params.thread_id === 'slow' ? new Promise<object>(() => undefined) : thread('fast'),
    );
    void desk.session.open('slow');
    await desk.session.open('fast');
    const loading = desk.events.flatMap((event) =>
      'threadId' in event ? [`${event.type} ${event.threadId}`] : [],
    );
    expect(loading).toEqual([
      'thread.change slow',
      'thread.load.start slow',
      'thread.load.end slow',
      'thread.change fast',
      'thread.load.start fast',
      'thread.load.end fast',
    ]);
  });

  it('are told again when the thread is loaded by itself, the network being back', async () => {
    const gone = () => refuse(502, 'bad_gateway', 'Gone.');
    desk.server.on('threads.get_by_id', gone).on('items.list', gone);
    await expect(desk.session.open('thr_1', true)).rejects.toThrow();
    desk.serveThread([userMessage('u1', 'Hello')]);
    await desk.session.comeOnline();
    expect(desk.heard()).toEqual([
      'thread.load.start',
      'error',
      'thread.load.end',
      'thread.load.start',
      'thread.load.end',
    ]);
  });
});
