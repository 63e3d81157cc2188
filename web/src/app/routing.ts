import { useCallback, useEffect, useState } from 'react';
import { pagePath, root } from './place';
import { useLatest } from './useLatest';

/** The thread that a path names; null for a new chat. */
export function threadIdOf(pathname: string): string | null {
  const page = pagePath();
  if (!pathname.startsWith(page)) return null;
  const match = /^\/threads\/([^/]+)\/?$/.exec(pathname.slice(page.length));
  if (!match?.[1]) return null;
  try {
    return decodeURIComponent(match[1]);
  } catch {
    return null; // A malformed escape names no thread.
  }
}

export function pathOf(threadId: string | null, page = pagePath()): string {
  if (threadId !== null) return `${page}/threads/${encodeURIComponent(threadId)}`;
  return page === root() ? `${page}/` : page;
}

export interface Route {
  readonly threadId: string | null;
  /** Shows another thread in the address bar, as a step that Back undoes. */
  readonly push: (threadId: string | null) => void;
  /** Corrects the present entry of the browser's history. */
  readonly replace: (threadId: string | null) => void;
}

/**
 * The page's place, kept in the address bar.
 *
 * @param onReturn called with the thread to show when Back or Forward was used
 */
export function useRoute(onReturn: (threadId: string | null) => void): Route {
  const [threadId, setThreadId] = useState(() => threadIdOf(window.location.pathname));
  const returned = useLatest(onReturn);

  useEffect(() => {
    const listener = () => {
      const next = threadIdOf(window.location.pathname);
      setThreadId(next);
      returned.current(next);
    };
    window.addEventListener('popstate', listener);
    return () => window.removeEventListener('popstate', listener);
  }, [returned]);

  const push = useCallback((next: string | null) => {
    if (next !== threadIdOf(window.location.pathname)) {
      window.history.pushState(null, '', pathOf(next));
    }
    setThreadId(next);
  }, []);

  const replace = useCallback((next: string | null) => {
    window.history.replaceState(null, '', pathOf(next));
    setThreadId(next);
  }, []);

  return { threadId, push, replace };
}
