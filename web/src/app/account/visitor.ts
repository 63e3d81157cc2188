import { plainFetch, request } from '../api';

/** Who is here. */
export interface User {
  readonly id: string;
  readonly kind: 'guest' | 'user';
  /** As the sign-in provider calls the user. */
  readonly name: string | null;
  readonly email: string | null;
}

/** Who is here, and how one gets in who is nobody yet. */
export interface Visitor {
  readonly user: User | null;
  /** Whether anyone is let in. */
  readonly guests: boolean;
  /** Leads to the sign-in provider, where there is one. */
  readonly sign_in_url: string | null;
}

/** @throws ApiError where the server does not say it */
export function whoIsHere(): Promise<Visitor> {
  return request<Visitor>('/api/auth/me', { fetch: plainFetch });
}

let entering: Promise<Visitor> | null = null;

/**
 * Lets the visitor in: as who they are, or else as a guest, where guests are let in; a guest's
 * cookie holds for longer then. Calls made while one is under way share it: two would make two
 * guests.
 */
export function enter(): Promise<Visitor> {
  entering ??= whoIsHere()
    .then(async (visitor) => {
      if (!visitor.guests || visitor.user?.kind === 'user') return visitor;
      const { user } = await request<{ user: { id: string } }>('/api/auth/guest', {
        method: 'POST',
        fetch: plainFetch,
      });
      return { ...visitor, user: { id: user.id, kind: 'guest' as const, name: null, email: null } };
    })
    .finally(() => {
      entering = null;
    });
  return entering;
}

/**
 * Ends the sign-in in this browser.
 *
 * @returns where to leave the provider too, null where it has no such place
 * @throws ApiError where it could not be ended
 */
export async function endSignIn(): Promise<string | null> {
  const { redirect } = await request<{ redirect: string | null }>('/api/auth/logout', {
    method: 'POST',
    fetch: plainFetch,
  });
  return redirect;
}
