import { useContext, useEffect, useState } from 'preact/hooks';
import { MarkdownHostContext } from './host';

/** A part of the program that is loaded when the first text needs it. */
export class Chunk<T> {
  readonly name: string;
  readonly #load: () => Promise<T>;
  #loading: Promise<T> | null = null;
  /** What it has, once it is there. */
  value: T | null = null;

  constructor(name: string, load: () => Promise<T>) {
    this.name = name;
    this.#load = load;
  }

  /** Rejects where it cannot be loaded; asked again it tries again. */
  async load(): Promise<T> {
    this.#loading ??= this.#load();
    try {
      this.value = await this.#loading;
      return this.value;
    } catch (error) {
      this.#loading = null;
      throw error;
    }
  }
}

/** A chunk's value; null while it loads, and where it cannot be loaded, which the page is told of. */
export function useChunk<T>(chunk: Chunk<T>, isNeeded = true): T | null {
  const { onChunkFailure } = useContext(MarkdownHostContext);
  const [value, setValue] = useState(chunk.value);
  useEffect(() => {
    if (chunk.value !== null || !isNeeded) return;
    let isMounted = true;
    chunk.load().then(
      (loaded) => isMounted && setValue(() => loaded),
      (error: unknown) => onChunkFailure(chunk.name, error),
    );
    return () => {
      isMounted = false;
    };
  }, [chunk, isNeeded, onChunkFailure]);
  return chunk.value ?? value;
}
