import { useSession } from './session';
import { useTheme } from './theme/theme';
import { Failure } from './ui/Failure';
import { Workspace } from './Workspace';

/** Lets the visitor in, or says why not. */
export function App() {
  const { session, retry } = useSession();
  const theme = useTheme();
  if (session.phase === 'starting') {
    return (
      <main className="gate" aria-busy="true">
        <span className="spinner" role="status" aria-label="Opening" />
      </main>
    );
  }
  if (session.phase === 'failed') {
    return (
      <main className="gate">
        <Failure title="The assistant is not available" error={session.error} onRetry={retry} />
      </main>
    );
  }
  // Another user must see nothing of the one before.
  return <Workspace key={session.userId} client={session.client} theme={theme} />;
}
