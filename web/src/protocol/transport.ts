import { ChatKitError } from './errors';

/** Carries one request to the server. Rejects as `fetch` does when there is no answer. */
export type Transport = (init: RequestInit) => Promise<Response>;

/** A server of the page's own: the URL and, if given, the fetch of the page's `api` option. */
export function customTransport(url: string, customFetch?: typeof fetch): Transport {
  // `fetch` is looked up at each call, so that what a page wraps around it later is used.
  return (init) => (customFetch ? customFetch(url, init) : fetch(url, init));
}

/** The way to a server that wants a client secret. */
export interface HostedTransport {
  readonly send: Transport;
  /** Asks for the secret before it is needed. Rejects when there is none. */
  readonly prepare: () => Promise<void>;
}

/** How long before its end a client secret is renewed, in milliseconds. */
const EARLY = 10_000;

/**
 * A server that is asked with a client secret as bearer token.
 *
 * The secret is fetched when it is first needed, shortly before its end where the server told it,
 * and when the server refuses it: once for all requests that are on their way.
 */
export function hostedTransport(
  url: string,
  getClientSecret: (current: string | null) => Promise<string>,
): HostedTransport {
  let pending: Promise<string> | null = null;
  let secret: string | null = null;
  let end = Number.POSITIVE_INFINITY;
  // The newest that the server took: the next one goes on with what was begun with it.
  let taken: string | null = null;

  const askForSecret = async (): Promise<string> => {
    let value: unknown;
    try {
      value = await getClientSecret(secret);
    } catch (cause) {
      throw new ChatKitError('client_secret', 'api.getClientSecret failed.', { cause });
    }
    if (typeof value !== 'string' || value === '') {
      throw new ChatKitError(
        'client_secret',
        'api.getClientSecret must resolve to a client secret.',
      );
    }
    secret = value;
    end = Number.POSITIVE_INFINITY;
    return value;
  };

  const renew = (): Promise<string> => {
    pending ??= askForSecret().finally(() => {
      pending = null;
    });
    return pending;
  };

  const current = async (): Promise<string> => {
    if (secret !== null && Date.now() < end - EARLY) return secret;
    const used = secret;
    try {
      return await renew();
    } catch (error) {
      if (used !== null && Date.now() < end) return used;
      throw error;
    }
  };

  const sendWith = async (init: RequestInit, bearer: string): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set('Authorization', `Bearer ${bearer}`);
    if (taken !== null && taken !== bearer) headers.set('ChatKit-Former-Secret', taken);
    const response = await fetch(url, { ...init, headers });
    if (response.status !== 401 && bearer === secret) {
      taken = bearer;
      const seconds = response.headers.get('ChatKit-Secret-Seconds');
      if (seconds !== null) end = Date.now() + Number(seconds) * 1000;
    }
    return response;
  };

  const send: Transport = async (init) => {
    const used = await current();
    const response = await sendWith(init, used);
    if (response.status !== 401) return response;
    await response.body?.cancel();
    // Another request may have renewed it while this one was on its way.
    return sendWith(init, secret !== null && secret !== used ? secret : await renew());
  };
  const prepare = async () => {
    if (secret === null) await renew();
  };
  return { send, prepare };
}
