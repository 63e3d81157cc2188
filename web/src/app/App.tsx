import { useEffect, useState } from 'react';
import { SignInGate } from './account/SignInGate';
import { SignInPrompt } from './account/SignInPrompt';
import { forgetTrouble, troubleIn } from './account/trouble';
import { useSession } from './session';
import { useTheme } from './theme/theme';
import { Failure } from './ui/Failure';
import { Workspace } from './Workspace';

/** Lets the visitor in, or says why not. */
export function App() {
  const { session, retry, dismiss, signOut } = useSession();
  const [trouble] = useState(() => troubleIn(window.location.search));
  useEffect(forgetTrouble, []);
  const theme = useTheme();
  switch (session.phase) {
    case 'starting':
      return (
        <main className="gate" aria-busy="true">
          <span className="spinner" role="status" aria-label="Opening" />
        </main>
      );
    case 'failed':
      return (
        <main className="gate">
          <Failure title="The assistant is not available" error={session.error} onRetry={retry} />
        </main>
      );
    case 'outside':
      return (
        <SignInGate
          name={session.client.name}
          signInUrl={session.signInUrl}
          trouble={trouble}
          onRetry={retry}
        />
      );
    case 'ready': {
      const { user, client, signInUrl, expired } = session;
      return (
        <>
          {/* Another user must see nothing of the one before. */}
          <Workspace
            key={user.id}
            client={client}
            theme={theme}
            user={user}
            signInUrl={signInUrl}
            trouble={trouble}
            onSignOut={signOut}
          />
          {expired && signInUrl !== null && <SignInPrompt url={signInUrl} onClose={dismiss} />}
        </>
      );
    }
  }
}
