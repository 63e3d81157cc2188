import { useEffect, useState } from 'preact/hooks';
import type { Chunk, OnFailure } from './chunk';

/**
 * A chunk's value, which is loaded for this; null until then.
 *
 * @param onFailure Always the same function, or each new one asks for the chunk again.
 */
export function useChunk<T>(chunk: Chunk<T>, onFailure: OnFailure, isNeeded = true): T | null {
  const [, redraw] = useState<object>();
  const drawn = chunk.value;
  // What was drawn counts: an effect runs later, and the value may have come in between.
  const isWaiting = isNeeded && drawn === null;
  useEffect(() => {
    return isWaiting ? chunk.wait(() => redraw({}), onFailure) : undefined;
  }, [chunk, isWaiting, onFailure]);
  return drawn;
}
