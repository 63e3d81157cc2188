import { useCallback, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { forgetWritten, hasComeBack } from './account/leaving';
import { endSignIn, enter, type User, type Visitor, whoIsHere } from './account/visitor';
import { onUnauthorized } from './api';
import { type Client, loadClient } from './client';
import { pathOf } from './routing';
import { useLatest } from './useLatest';
import { useOtherTabs } from './useOtherTabs';

/** What the page's tabs tell each other when somebody has signed in or out. */
const USER_NEWS = 'chatkit-page:user';

export type Session =
  | { readonly phase: 'starting' }
  | {
      readonly phase: 'ready';
      readonly user: User;
      readonly client: Client;
      readonly signInUrl: string | null;
      /** Whether the user's sign-in is over, and they are to be asked to sign in again. */
      readonly expired: boolean;
    }
  | { readonly phase: 'outside'; readonly client: Client; readonly signInUrl: string | null }
  | { readonly phase: 'failed'; readonly error: unknown };

export interface Visit {
  readonly session: Session;
  readonly retry: () => void;
  /** Leaves the expired session as it is, until the server refuses something again. */
  readonly dismiss: () => void;
  /** @throws ApiError where the sign-in could not be ended */
  readonly signOut: () => Promise<void>;
}

/** Who is here. Lets visitors in at once, and again when the server has forgotten them. */
export function useSession(): Visit {
  const [session, setSession] = useState<Session>({ phase: 'starting' });
  const latest = useLatest(session);

  const recheck = useCallback(async () => {
    const visitor = await enter();
    setSession((now) => ('client' in now ? sessionOf(visitor, now.client) : now));
  }, []);
  const tellOtherTabs = useOtherTabs(USER_NEWS, () => {
    // A server that is away now says who is here with the next request that it refuses.
    recheck().catch((error: unknown) => console.warn('The page could not ask who is here:', error));
  });

  const start = useCallback(async () => {
    try {
      const [visitor, client] = await Promise.all([enter(), loadClient()]);
      setSession(sessionOf(visitor, client));
      if (hasComeBack()) tellOtherTabs();
    } catch (error) {
      setSession({ phase: 'failed', error });
    }
  }, [tellOtherTabs]);

  const renew = useRef(async (): Promise<boolean> => {
    const before = latest.current;
    const isUser = before.phase === 'ready' && before.user.kind === 'user';
    // A user does not become a guest by what ends a sign-in: they are asked.
    const visitor = await (isUser ? whoIsHere() : enter());
    const isSame = isUser && visitor.user?.id === before.user.id;
    if (isUser && visitor.user?.kind !== 'user') setSession({ ...before, expired: true });
    else setSession((now) => ('client' in now ? sessionOf(visitor, now.client) : now));
    return isUser ? isSame : visitor.user !== null;
  });

  useEffect(() => {
    void start();
    onUnauthorized(renew.current);
    return () => onUnauthorized(null);
  }, [start]);

  const retry = useCallback(() => {
    setSession({ phase: 'starting' });
    void start();
  }, [start]);

  const dismiss = useCallback(() => {
    setSession((now) => (now.phase === 'ready' ? { ...now, expired: false } : now));
  }, []);

  const signOut = useCallback(async () => {
    const redirect = await endSignIn();
    // Nothing is left on the page that could write down again what is taken away.
    flushSync(() => setSession({ phase: 'starting' }));
    forgetWritten();
    tellOtherTabs();
    window.location.assign(redirect ?? pathOf(null));
  }, [tellOtherTabs]);

  return { session, retry, dismiss, signOut };
}

function sessionOf({ user, sign_in_url: signInUrl }: Visitor, client: Client): Session {
  if (user === null) return { phase: 'outside', client, signInUrl };
  return { phase: 'ready', user, client, signInUrl, expired: false };
}
