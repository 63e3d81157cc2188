import type { MouseEvent, ReactNode } from 'react';
import { noteSigningIn } from './leaving';

interface SignInLinkProps {
  /** Leads to the provider. */
  readonly url: string;
  readonly className: string;
  readonly children: ReactNode;
}

/** Leads to the sign-in provider, and back to where the page is. */
export function SignInLink({ url, className, children }: SignInLinkProps) {
  const leave = (event: MouseEvent<HTMLAnchorElement>) => {
    event.currentTarget.href = hrefOf(url); // The page may show another chat by now.
    noteSigningIn();
  };
  return (
    <a className={className} href={hrefOf(url)} onClick={leave}>
      {children}
    </a>
  );
}

function hrefOf(url: string): string {
  return `${url}?return_to=${encodeURIComponent(window.location.pathname)}`;
}
