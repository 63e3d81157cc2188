import { useCallback, useState } from 'preact/hooks';
import { Chunk, useChunk } from '../chunks';
import { toError } from '../protocol';
import { useChat } from './context';

export type Later = typeof import('./later');

const chunk = new Chunk<Later>('later', () => import('./later'));

/**
 * What is not needed to read and write, fetched for this: null until it is there, 'failed' where it
 * could not be fetched, which the page is told of.
 */
export function useLater(isNeeded = true): Later | 'failed' | null {
  const { emit } = useChat();
  const [hasFailed, setFailed] = useState(false);
  const onFailure = useCallback(
    (_name: string, thrown: unknown) => {
      setFailed(true);
      emit({ type: 'error', error: toError(thrown) });
    },
    [emit],
  );
  return useChunk(chunk, onFailure, isNeeded) ?? (hasFailed ? 'failed' : null);
}
