import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError, onUnauthorized, ownFetch, request, timeZone } from './api';
import { json, refusal } from './testing/server';

function stubFetch(...answers: (Response | Error)[]) {
  const fetch = vi.fn(async (_input: RequestInfo | URL, _init?: RequestInit) => {
    const answer = answers.shift();
    if (!answer) throw new Error('No answer is left.');
    if (answer instanceof Error) throw answer;
    return answer;
  });
  vi.stubGlobal('fetch', fetch);
  return fetch;
}

async function failure(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (!(error instanceof ApiError)) throw new Error(`Not an ApiError: ${error}`);
  return error;
}

afterEach(() => {
  onUnauthorized(null);
  vi.unstubAllGlobals();
});

describe('a request', () => {
  it("names the user's zone", async () => {
    const fetch = stubFetch(json({}));
    await request('/api/tasks');
    const headers = new Headers(fetch.mock.calls[0]?.[1]?.headers);
    expect(headers.get('X-Timezone')).toBe(timeZone());
  });

  it('keeps the headers that the element set', async () => {
    const fetch = stubFetch(json({}));
    await ownFetch('/chatkit', { headers: { 'Accept-Language': 'de' } });
    const headers = new Headers(fetch.mock.calls[0]?.[1]?.headers);
    expect(headers.get('Accept-Language')).toBe('de');
  });

  it('tells another host nothing', async () => {
    const fetch = stubFetch(json({}));
    const init = { method: 'PUT' };
    await ownFetch('https://files.example/upload', init);
    expect(fetch.mock.calls[0]).toEqual(['https://files.example/upload', init]);
  });

  it('has no answer in a 204', async () => {
    stubFetch(json(null, 204));
    await expect(request('/api/tasks/1', { method: 'DELETE' })).resolves.toBeUndefined();
  });

  it("fails with the server's words and the id of the request", async () => {
    stubFetch(refusal(409, 'busy', 'This chat is being answered.'));
    const error = await failure(request('/chatkit'));
    expect(error).toMatchObject({
      code: 'busy',
      message: 'This chat is being answered.',
      status: 409,
      requestId: 'req_42',
    });
  });

  it("fails in plain words at a proxy's page", async () => {
    stubFetch(
      new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'X-Request-Id': 'r' } }),
    );
    const error = await failure(request('/chatkit'));
    expect(error).toMatchObject({ code: 'http_502', status: 502, requestId: 'r' });
    expect(error.message).not.toContain('<');
  });

  it('fails in plain words when an answer is no JSON', async () => {
    stubFetch(new Response('<h1>Hello</h1>'));
    expect((await failure(request('/api/tasks'))).code).toBe('bad_answer');
  });

  it('fails when there is no server', async () => {
    stubFetch(new TypeError('Failed to fetch'));
    const error = await failure(request('/api/tasks'));
    expect(error).toMatchObject({ code: 'unreachable', status: 0, requestId: null });
  });
});

describe('a lost session', () => {
  it('is renewed, and the request sent once more', async () => {
    const fetch = stubFetch(refusal(401, 'unauthorized', 'Who are you?'), json({ ok: true }));
    const renew = vi.fn(async () => true);
    onUnauthorized(renew);
    await expect(request('/api/tasks', { method: 'POST', body: { a: 1 } })).resolves.toEqual({
      ok: true,
    });
    expect(renew).toHaveBeenCalledOnce();
    expect(fetch.mock.calls[1]?.[1]?.body).toBe('{"a":1}');
  });

  it('is renewed only once', async () => {
    stubFetch(refusal(401, 'unauthorized', 'No.'), refusal(401, 'unauthorized', 'Still no.'));
    onUnauthorized(async () => true);
    expect((await failure(request('/api/tasks'))).message).toBe('You are not signed in any more.');
  });

  it('that cannot be renewed is told in words for people', async () => {
    const fetch = stubFetch(refusal(401, 'unauthorized', 'Who are you?'));
    onUnauthorized(async () => false);
    expect((await failure(request('/api/tasks'))).message).toBe('You are not signed in any more.');
    expect(fetch).toHaveBeenCalledOnce();
  });
});
