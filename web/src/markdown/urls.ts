const LINK_PROTOCOLS = new Set(['http:', 'https:', 'mailto:', 'tel:', 'chatkit-link:']);
const DEEPLINK = 'chatkit-link:';

/** The address if it is one that a link may lead to, otherwise null. */
export function safeHref(url: string): string | null {
  const parsed = URL.parse ? URL.parse(url) : tryParse(url);
  return parsed && LINK_PROTOCOLS.has(parsed.protocol) ? parsed.href : null;
}

function tryParse(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}

export interface Deeplink {
  readonly name: string;
  readonly data: Record<string, string>;
}

/** What `chatkit-link://name?key=value` says, or null for any other address. */
export function parseDeeplink(href: string): Deeplink | null {
  const parsed = tryParse(href);
  if (parsed?.protocol !== DEEPLINK) return null;
  const name = decodeURIComponent(parsed.host + parsed.pathname.replace(/\/$/, ''));
  return { name, data: Object.fromEntries(parsed.searchParams) };
}

/**
 * Whether an image may be loaded from an address.
 *
 * @param domains Host names; `*.example.com` stands for every host below that domain.
 */
export function isAllowedImage(url: string, domains: readonly string[]): boolean {
  const parsed = tryParse(url);
  if (parsed?.protocol !== 'https:' && parsed?.protocol !== 'http:') return false;
  return domains.some((domain) =>
    domain.startsWith('*.')
      ? parsed.hostname.endsWith(domain.slice(1).toLowerCase())
      : parsed.hostname === domain.toLowerCase() || parsed.host === domain.toLowerCase(),
  );
}

/** The host that a web address leads to, or null for any other address. */
export function hostOf(url: string): string | null {
  const parsed = tryParse(url);
  return parsed?.protocol === 'https:' || parsed?.protocol === 'http:' ? parsed.host : null;
}
