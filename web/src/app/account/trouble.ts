/** Why a sign-in came to nothing, as the server says it in the address. */

const WORDS: Readonly<Record<string, string>> = {
  denied: 'You did not sign in.',
  expired: 'The sign-in took too long, or began in another browser. Try again.',
  refused: 'The answer of the sign-in provider was not accepted. Try again.',
  unavailable: 'The sign-in provider does not answer. Try again in a moment.',
};

/** What the address says of a sign-in that came to nothing, in words; null if it says nothing. */
export function troubleIn(search: string): string | null {
  const said = new URLSearchParams(search);
  const code = said.get('sign_in');
  if (code === null || !Object.hasOwn(WORDS, code)) return null;
  const request = said.get('request');
  const known = code !== 'denied' && request !== null && /^[\w.-]{1,64}$/.test(request);
  return known ? `${WORDS[code]} (${request})` : `${WORDS[code]}`;
}

/** Takes out of the address what it says of a sign-in. */
export function forgetTrouble(): void {
  const { pathname, search, hash } = window.location;
  const rest = new URLSearchParams(search);
  rest.delete('sign_in');
  rest.delete('request');
  const query = rest.size > 0 ? `?${rest}` : '';
  window.history.replaceState(window.history.state, '', `${pathname}${query}${hash}`);
}
