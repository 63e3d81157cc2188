import { onServer } from '../place';
import { Icon } from '../ui/Icon';
import { SignInLink } from './SignInLink';

interface SignInGateProps {
  /** Whose page it is. */
  readonly name: string;
  /** Leads to the sign-in provider; null where there is none. */
  readonly signInUrl: string | null;
  /** Why a sign-in came to nothing. */
  readonly trouble: string | null;
  readonly onRetry: () => void;
}

/** What a visitor sees who is not let in: the way in, or what whoever runs the server can do. */
export function SignInGate({ name, signInUrl, trouble, onRetry }: SignInGateProps) {
  return (
    <main className="gate">
      <div className="gate-card">
        <img src={onServer('/favicon.svg')} alt="" width={40} height={40} />
        <h1>{name}</h1>
        {trouble !== null && (
          <p className="gate-trouble" role="alert">
            <Icon name="alert" size={18} />
            {trouble}
          </p>
        )}
        {signInUrl !== null ? (
          <>
            <p>Sign in to see your chats.</p>
            <SignInLink url={signInUrl} className="button button-primary">
              Sign in
            </SignInLink>
          </>
        ) : (
          <>
            <p>
              Nobody can come in yet. This server lets no guests in, and knows no provider to sign
              in at.
            </p>
            <p>
              Whoever runs it can set <code>CHATKIT_OIDC_ISSUER</code> and{' '}
              <code>CHATKIT_OIDC_CLIENT_ID</code>, or let guests in with{' '}
              <code>CHATKIT_ALLOW_GUESTS=1</code>.
            </p>
            <button type="button" className="button" onClick={onRetry}>
              Try again
            </button>
          </>
        )}
      </div>
    </main>
  );
}
