import { useEffect, useState } from 'preact/hooks';

/** Whether the browser replaces the colours of the page, so that they tell nothing apart. */
export function useIsForced(): boolean {
  const [isForced, setForced] = useState(() => query()?.matches ?? false);
  useEffect(() => {
    const media = query();
    if (!media) return;
    const change = () => setForced(media.matches);
    media.addEventListener('change', change);
    return () => media.removeEventListener('change', change);
  }, []);
  return isForced;
}

function query(): MediaQueryList | undefined {
  return globalThis.matchMedia?.('(forced-colors: active)');
}
