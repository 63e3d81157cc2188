import { useCallback, useEffect, useState } from 'react';
import { onUnauthorized, request } from './api';
import { type Client, loadClient } from './client';

interface GuestAnswer {
  readonly user: { readonly id: string };
}

export type Session =
  | { readonly phase: 'starting' }
  | { readonly phase: 'ready'; readonly userId: string; readonly client: Client }
  | { readonly phase: 'failed'; readonly error: unknown };

let signingIn: Promise<string> | null = null;

/**
 * Lets the visitor in as a guest; with a valid cookie, as the guest they already are.
 * Calls made while one is under way share it: two would make two guests.
 *
 * @returns the user's id
 */
function signIn(): Promise<string> {
  signingIn ??= request<GuestAnswer>('/api/auth/guest', {
    method: 'POST',
    // Not `ownFetch`: a refusal here must not lead to another sign-in.
    fetch: (input, init) => fetch(input, init),
  })
    .then((answer) => answer.user.id)
    .finally(() => {
      signingIn = null;
    });
  return signingIn;
}

/** Who is here. Signs in at once, and again when the server has forgotten the session. */
export function useSession(): { session: Session; retry: () => void } {
  const [session, setSession] = useState<Session>({ phase: 'starting' });

  const start = useCallback(async () => {
    try {
      const [userId, client] = await Promise.all([signIn(), loadClient()]);
      setSession({ phase: 'ready', userId, client });
    } catch (error) {
      setSession({ phase: 'failed', error });
    }
  }, []);

  useEffect(() => {
    void start();
    onUnauthorized(async () => {
      const userId = await signIn();
      setSession((now) => (now.phase === 'ready' ? { ...now, userId } : now));
    });
    return () => onUnauthorized(null);
  }, [start]);

  const retry = useCallback(() => {
    setSession({ phase: 'starting' });
    void start();
  }, [start]);

  return { session, retry };
}
