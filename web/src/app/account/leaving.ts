/** What is kept while the page is away at the provider, and what is not kept when a user goes. */

const SIGNING_IN = 'chatkit-page:signing-in';
/** What the element keeps of what was written and not sent. */
const WRITTEN = 'openai-chatkit:';

/** Notes that the page is left to sign in. */
export function noteSigningIn(): void {
  attempt(() => sessionStorage.setItem(SIGNING_IN, '1'));
}

/** Whether the page was left to sign in, and is here again; said once. */
export function hasComeBack(): boolean {
  return (
    attempt(() => {
      const left = sessionStorage.getItem(SIGNING_IN) !== null;
      sessionStorage.removeItem(SIGNING_IN);
      return left;
    }) ?? false
  );
}

/** Takes away what the user has written and not sent: somebody else may come to this browser. */
export function forgetWritten(): void {
  for (const storage of [() => localStorage, () => sessionStorage]) {
    attempt(() => {
      for (const name of Object.keys(storage())) {
        if (name.startsWith(WRITTEN)) storage().removeItem(name);
      }
    });
  }
}

/** Storage may be denied: then nothing is kept, and nothing has to be taken away. */
function attempt<T>(access: () => T): T | null {
  try {
    return access();
  } catch {
    return null;
  }
}
