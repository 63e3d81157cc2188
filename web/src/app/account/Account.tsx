import { Icon } from '../ui/Icon';
import { MenuButton } from '../ui/MenuButton';
import { SignInLink } from './SignInLink';
import type { User } from './visitor';

export interface AccountProps {
  readonly user: User;
  /** Leads to the sign-in provider; null where there is none. */
  readonly signInUrl: string | null;
  readonly onSignOut: () => void;
}

/** Who is here: a guest may sign in, and a user sign out. Without a provider there is neither. */
export function Account({ user, signInUrl, onSignOut }: AccountProps) {
  if (signInUrl === null) return null;
  if (user.kind === 'guest') {
    return (
      <SignInLink url={signInUrl} className="account">
        <Icon name="user" size={18} />
        Sign in
      </SignInLink>
    );
  }
  const name = user.name ?? user.email ?? 'Signed in';
  const face = (
    <>
      <Icon name="user" size={18} />
      <span className="account-name" dir="auto">
        {name}
      </span>
    </>
  );
  return (
    <MenuButton label={`Account: ${name}`} className="account" face={face}>
      <p className="account-facts">
        <strong dir="auto">{name}</strong>
        {user.email !== null && user.email !== name && <span dir="auto">{user.email}</span>}
      </p>
      <button type="button" className="menu-item" onClick={onSignOut}>
        <Icon name="sign-out" size={16} />
        Sign out
      </button>
    </MenuButton>
  );
}
