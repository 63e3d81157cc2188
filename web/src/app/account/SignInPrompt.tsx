import { useEffect, useId, useRef } from 'react';
import { SignInLink } from './SignInLink';

interface SignInPromptProps {
  /** Leads to the sign-in provider. */
  readonly url: string;
  readonly onClose: () => void;
}

/** Asks a user to sign in again, over the page as they left it. */
export function SignInPrompt({ url, onClose }: SignInPromptProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector('a')?.focus(); // What most will want, and the last of the two.
    return () => element?.close();
  }, []);
  return (
    <dialog ref={dialog} className="prompt" aria-labelledby={title} onClose={onClose}>
      <h2 id={title}>Sign in again</h2>
      <p>You were signed out, or away for too long. What you have written is kept.</p>
      <div className="form-actions">
        <button type="button" className="button button-quiet" onClick={onClose}>
          Not now
        </button>
        <SignInLink url={url} className="button button-primary">
          Sign in
        </SignInLink>
      </div>
    </dialog>
  );
}
