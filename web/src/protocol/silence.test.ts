import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ProtocolClient } from './client';
import { FakeServer } from './testing/fake-server';
import { customTransport } from './transport';

const server = new FakeServer();
const client = new ProtocolClient({
  transport: () => customTransport('/chatkit', server.fetch),
  locale: () => 'en',
});
const REQUEST = { type: 'x.threads.resume', params: { thread_id: 'thr_1' } } as const;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => vi.useRealTimers());

async function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'ended',
    (error) => error,
  );
}

async function readAll(): Promise<void> {
  for await (const _ of await client.open(REQUEST, new AbortController().signal));
}

it('gives up a request that nothing comes back for', async () => {
  server.on('threads.list', () => new Promise(() => undefined));
  const outcome = outcomeOf(client.request('threads.list', {}));
  await vi.advanceTimersByTimeAsync(59_000);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await outcome).toMatchObject({ code: 'network_error' });
});

it('gives up a stream without a sign of life: later where it could not be found again', async () => {
  server.stream(REQUEST.type);
  const plain = outcomeOf(readAll());
  await vi.advanceTimersByTimeAsync(299_000);
  let isOver = false;
  void plain.then(() => {
    isOver = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await plain).toMatchObject({ code: 'network_error' });

  server.headers = { 'ChatKit-Extensions': 'x.threads.resume' };
  server.on('threads.list', () => ({ data: [], has_more: false }));
  await client.request('threads.list', {});
  const stream = server.stream(REQUEST.type);
  const ours = outcomeOf(readAll());
  await vi.advanceTimersByTimeAsync(50_000);
  stream.send({ type: 'progress_update', text: 'Still here' });
  await vi.advanceTimersByTimeAsync(50_000);
  stream.end();
  await vi.advanceTimersByTimeAsync(100);
  expect(await ours).toBe('ended');
});
