import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { anyThread, type FakeServer, installServer, json, refusal } from '../testing/server';
import { leaveSite, standAt } from '../testing/site';

describe('listing threads', () => {
  let server: FakeServer;
  let listThreads: typeof import('./requests').listThreads;

  beforeEach(async () => {
    server = installServer();
    server.threads = [anyThread('one')];
    vi.resetModules(); // What a server knows is asked once for each page.
    ({ listThreads } = await import('./requests'));
  });
  afterEach(() => vi.unstubAllGlobals());

  it('tells the latest activity where the server does', async () => {
    const page = await listThreads(null);
    expect(page.rows[0]).toMatchObject({ id: 'one', activityAt: server.threads[0]?.activityAt });
    expect(page.hasMore).toBe(false);
  });

  it('asks by the plain protocol, from then on, where the server knows no other', async () => {
    server.tellsActivity = false;
    expect((await listThreads(null)).rows[0]).toMatchObject({ id: 'one', activityAt: null });
    await listThreads(null);
    expect(server.named('x.threads.list')).toHaveLength(1);
    expect(server.named('threads.list')).toHaveLength(2);
  });

  it('takes a server that is away for that, not for one that knows less', async () => {
    server.failures.set('x.threads.list', () => refusal(503, 'unavailable', 'Back soon.'));
    await expect(listThreads(null)).rejects.toThrow('Back soon.');
    expect(server.named('threads.list')).toEqual([]);
  });

  it('asks the server where it is mounted', async () => {
    standAt('/in', 'tasks');
    server.failures.set('POST /in/chatkit/tasks', () => json({ data: [], has_more: false }));
    expect((await listThreads(null)).rows).toEqual([]);
    leaveSite();
  });

  it('asks for what comes after the last row', async () => {
    await listThreads('thr_30');
    expect(server.calls[0]?.params).toMatchObject({ limit: 30, order: 'desc', after: 'thr_30' });
  });
});
