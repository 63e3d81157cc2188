import { useCallback, useEffect, useState } from 'react';
import { saveEdit } from './edits';
import { loadSamples, type Sample, watchSamples } from './samples';

interface Loaded {
  readonly samples: readonly Sample[];
  /** Why there are none. */
  readonly failure: string | null;
  /** How often each sample has changed on the server. */
  readonly revisions: Readonly<Record<string, number>>;
}

/** The samples of the server, as they are now. */
export function useSamples(): Loaded | null {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [isLive, setLive] = useState(false);

  const load = useCallback(async (changed?: string) => {
    try {
      const { samples, live } = await loadSamples();
      if (changed !== undefined) saveEdit('widget', changed, null);
      setLive(live);
      setLoaded((before) => {
        const revisions = { ...before?.revisions };
        if (changed !== undefined) revisions[changed] = (revisions[changed] ?? 0) + 1;
        return { samples, failure: null, revisions };
      });
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      setLoaded((before) => ({ samples: [], revisions: {}, ...before, failure }));
    }
  }, []);

  useEffect(() => void load(), [load]);
  useEffect(() => (isLive ? watchSamples((name) => void load(name)) : undefined), [isLive, load]);
  return loaded;
}
