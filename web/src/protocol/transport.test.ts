import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hostedTransport } from './transport';

interface Sent {
  readonly secret: string;
  readonly former: string | null;
}

/** Takes the secrets that are good at the moment, and says how long they are. */
class Server {
  readonly sent: Sent[] = [];
  readonly good = new Set<string>();
  seconds: number | null = null;

  readonly fetch = async (_url: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers);
    const secret = headers.get('Authorization')?.replace('Bearer ', '') ?? '';
    this.sent.push({ secret, former: headers.get('ChatKit-Former-Secret') });
    const told = this.seconds === null ? {} : { 'ChatKit-Secret-Seconds': `${this.seconds}` };
    return this.good.has(secret)
      ? new Response('{}', { headers: told })
      : new Response('{}', { status: 401 });
  };
}

let server: Server;

beforeEach(() => {
  server = new Server();
  vi.stubGlobal('fetch', server.fetch);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A page whose back end makes one secret after the other, `s1`, `s2`, …; all of them good. */
function pageWith(make = vi.fn<(current: string | null) => Promise<string>>()) {
  let count = 0;
  make.mockImplementation(async () => {
    count += 1;
    server.good.add(`s${count}`);
    return `s${count}`;
  });
  return { make, ...hostedTransport('/chatkit', make) };
}

describe('hostedTransport', () => {
  it('asks for a secret once, before it is needed or with the first requests', async () => {
    const { make, send, prepare } = pageWith();
    await prepare();
    await Promise.all([send({}), send({})]);
    expect(make.mock.calls).toEqual([[null]]);
    expect(server.sent).toEqual([
      { secret: 's1', former: null },
      { secret: 's1', former: null },
    ]);
  });

  it('renews the secret once when it is refused, and shares the renewal between requests', async () => {
    const { make, send } = pageWith();
    await send({});
    server.good.clear();
    const responses = await Promise.all([send({}), send({}), send({})]);
    expect(responses.map((response) => response.status)).toEqual([200, 200, 200]);
    expect(make.mock.calls).toEqual([[null], ['s1']]);
    expect(server.sent.slice(4).map(({ secret }) => secret)).toEqual(['s2', 's2', 's2']);
  });

  it('does not renew what another request has renewed while this one was on its way', async () => {
    const { make, send } = pageWith();
    await send({});
    server.good.clear();
    let answer: (response: Response) => void = () => undefined;
    const asked = vi.fn(() => new Promise<Response>((resolve) => (answer = resolve)));
    vi.stubGlobal('fetch', asked);
    const late = send({});
    await vi.waitFor(() => expect(asked).toHaveBeenCalled(), { interval: 1 });
    vi.stubGlobal('fetch', server.fetch);
    await send({});
    answer(new Response('{}', { status: 401 }));
    expect((await late).status).toBe(200);
    expect(make).toHaveBeenCalledTimes(2);
  });

  it('shows the former secret with the next one, until that one is taken', async () => {
    const { send } = pageWith();
    await send({});
    server.good.clear();
    await send({});
    await send({});
    server.good.clear();
    await send({});
    const taken = server.sent.filter(({ former }) => former !== null);
    expect(taken).toEqual([
      { secret: 's2', former: 's1' },
      { secret: 's3', former: 's2' },
    ]);
    expect(server.sent.at(2)).toEqual({ secret: 's2', former: 's1' });
    expect(server.sent.at(3)).toEqual({ secret: 's2', former: null });
  });

  it('renews a secret shortly before its end', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    server.seconds = 60;
    const { make, send } = pageWith();
    await send({});
    vi.advanceTimersByTime(49_000);
    await send({});
    expect(make).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(51_000);
    await Promise.all([send({}), send({})]);
    expect(make.mock.calls).toEqual([[null], ['s1']]);
    expect(server.sent.map(({ secret }) => secret)).toEqual(['s1', 's1', 's2', 's2']);
  });

  it('goes on with a secret that still holds when there is no other', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    server.seconds = 60;
    const { make, send } = pageWith();
    await send({});
    make.mockRejectedValue(new Error('The back end is down.'));
    vi.advanceTimersByTime(55_000);
    expect((await send({})).status).toBe(200);
    // Answered with another sixty seconds; then they are over.
    vi.advanceTimersByTime(61_000);
    await expect(send({})).rejects.toMatchObject({ code: 'client_secret' });
    make.mockResolvedValue('s1');
    expect((await send({})).status).toBe(200);
  });

  it('gives the answer of the server when the new secret is refused as well', async () => {
    const { make, send } = pageWith();
    make.mockResolvedValue('bad');
    expect((await send({})).status).toBe(401);
    expect(make).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('No session.'))],
    ['gives nothing', async () => ''],
    [
      'throws',
      () => {
        throw new Error('No session.');
      },
    ],
  ])('reports a page that %s, and asks again for the next request', async (_, fail) => {
    const { make, send } = pageWith();
    make.mockImplementationOnce(fail);
    await expect(send({})).rejects.toMatchObject({ code: 'client_secret' });
    expect(server.sent).toEqual([]);
    expect((await send({})).status).toBe(200);
  });
});
