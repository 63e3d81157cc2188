import { describe, expect, it, vi } from 'vitest';
import { ProtocolClient } from './client';
import { ChatKitError, isAbort } from './errors';
import { FakeServer, refuse } from './testing/fake-server';
import { customTransport } from './transport';

function clientOf(server: FakeServer, locale = 'en'): ProtocolClient {
  const transport = customTransport('https://example.test/chatkit', server.fetch);
  return new ProtocolClient({ transport: () => transport, locale: () => locale });
}

async function failureOf(promise: Promise<unknown>): Promise<ChatKitError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ChatKitError);
  return error as ChatKitError;
}

describe('ProtocolClient', () => {
  it('posts the request with the active locale and gives the answer with its run', async () => {
    const server = new FakeServer().on('threads.list', () => ({ data: [], has_more: false }));
    server.headers = { 'ChatKit-Run': 'run_1' };
    const answer = await clientOf(server, 'de-DE').request('threads.list', { limit: 5 });
    expect(answer).toEqual({ data: { data: [], has_more: false }, run: 'run_1' });
    expect(server.requests[0]).toMatchObject({ type: 'threads.list', params: { limit: 5 } });
    expect(server.requests[0]?.headers.get('Accept-Language')).toBe('de-DE');
  });

  it('knows the extensions that the server announced', async () => {
    const server = new FakeServer().on('threads.list', () => ({ data: [], has_more: false }));
    server.headers = { 'ChatKit-Extensions': 'x.threads.stop, x.threads.resume' };
    const client = clientOf(server);
    expect(client.supports('x.threads.stop')).toBe(false);
    await client.request('threads.list', {});
    expect(client.supports('x.threads.stop')).toBe(true);
    expect(client.supports('x.threads.resume')).toBe(true);
  });

  it('tells whenever the server says who the user is, or that it is another one', async () => {
    const server = new FakeServer().on('threads.list', () => ({ data: [], has_more: false }));
    const transport = customTransport('https://example.test/chatkit', server.fetch);
    const users: string[] = [];
    const client: ProtocolClient = new ProtocolClient({
      transport: () => transport,
      locale: () => 'en',
      onAnnounced: () => users.push(client.user),
    });
    expect(client.user).toBe('');
    for (const user of ['ann', 'ann', 'bob']) {
      server.headers = { 'ChatKit-Extensions': 'x.threads.stop', 'ChatKit-User': user };
      await client.request('threads.list', {});
    }
    expect(users).toEqual(['ann', 'bob']);
    server.headers = { 'ChatKit-Extensions': 'x.threads.stop' };
    await client.request('threads.list', {});
    expect(client.user).toBe('bob');
  });

  it('turns a refusal into an error with its code, status and request id', async () => {
    const server = new FakeServer().on('threads.delete', () =>
      refuse(404, 'not_found', 'There is no such thread.'),
    );
    const error = await failureOf(clientOf(server).request('threads.delete', { thread_id: 't' }));
    expect(error).toMatchObject({
      code: 'not_found',
      status: 404,
      requestId: 'req_refused',
      message: 'There is no such thread.',
    });
  });

  it('makes an error of a refusal that is not JSON', async () => {
    const server = new FakeServer().on('threads.list', () => new Response('<h1>', { status: 502 }));
    const error = await failureOf(clientOf(server).request('threads.list', {}));
    expect(error).toMatchObject({ code: 'http_502', status: 502, requestId: null });
  });

  it('makes a network error of a fetch that fails', async () => {
    const transport = () => Promise.reject(new TypeError('Failed to fetch'));
    const client = new ProtocolClient({ transport: () => transport, locale: () => 'en' });
    expect(await failureOf(client.request('threads.list', {}))).toMatchObject({
      code: 'network_error',
      status: 0,
    });
  });

  it.each([
    ['JSON', () => ({ ok: true })],
    ['a page', () => new Response('<h1>', { headers: { 'Content-Type': 'Text/HTML' } })],
  ])('does not take %s for an event stream', async (_, answer) => {
    const server = new FakeServer().on('x.threads.resume', answer);
    const request = { type: 'x.threads.resume', params: { thread_id: 't' } } as const;
    const error = await failureOf(clientOf(server).open(request, new AbortController().signal));
    expect(error.code).toBe('bad_response');
  });

  it('gives the events of one piece of the network together, and names what it does not know', async () => {
    const server = new FakeServer();
    const stream = server.stream('x.threads.resume');
    const request = { type: 'x.threads.resume', params: { thread_id: 't' } } as const;
    const events = await clientOf(server).open(request, new AbortController().signal);
    stream.send({ type: 'progress_update', text: 'a' }, { type: 'x.new' }, { type: 'error' });
    stream.end();
    const batches = [];
    for await (const batch of events) batches.push(batch);
    expect(batches).toEqual([
      { events: [{ type: 'progress_update', text: 'a' }, { type: 'error' }], unknown: ['x.new'] },
    ]);
    expect(events.requestId).toBe('req_1');
  });

  it('gathers what comes faster than a screen shows it, and holds back nothing else', async () => {
    const server = new FakeServer();
    const stream = server.stream('x.threads.resume');
    const request = { type: 'x.threads.resume', params: { thread_id: 't' } } as const;
    const events = await clientOf(server).open(request, new AbortController().signal);
    const sizes: number[] = [];
    const reading = (async () => {
      for await (const batch of events) sizes.push(batch.events.length);
    })();
    stream.send({ type: 'progress_update', text: 'first' });
    await vi.waitFor(() => expect(sizes).toEqual([1]), { interval: 1 });
    for (let count = 0; count < 1000; count += 1) {
      stream.send({ type: 'progress_update', text: String(count) });
    }
    stream.end();
    await reading;
    expect(sizes.length).toBeLessThan(20);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(1001);
  });

  it('gives out what came before the connection broke', async () => {
    const server = new FakeServer();
    const stream = server.stream('x.threads.resume');
    const request = { type: 'x.threads.resume', params: { thread_id: 't' } } as const;
    const events = await clientOf(server).open(request, new AbortController().signal);
    const texts: string[] = [];
    const reading = (async () => {
      for await (const batch of events) texts.push(...batch.events.map((event) => event.type));
    })();
    stream.send({ type: 'progress_update', text: 'a' });
    await vi.waitFor(() => expect(texts).toHaveLength(1), { interval: 1 });
    stream.send({ type: 'progress_update', text: 'b' });
    await vi.waitFor(() => expect(texts).toHaveLength(2), { interval: 1 });
    stream.break();
    await expect(reading).rejects.toMatchObject({ code: 'network_error', requestId: 'req_1' });
  });

  it('ends in an AbortError when it is aborted while it reads', async () => {
    const server = new FakeServer();
    server.stream('x.threads.resume');
    const controller = new AbortController();
    const request = { type: 'x.threads.resume', params: { thread_id: 't' } } as const;
    const events = await clientOf(server).open(request, controller.signal);
    const reading = events[Symbol.asyncIterator]().next();
    controller.abort();
    expect(isAbort(await reading.catch((thrown: unknown) => thrown))).toBe(true);
  });
});
