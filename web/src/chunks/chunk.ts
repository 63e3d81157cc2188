/** Is told the name of a chunk that could not be loaded. */
export type OnFailure = (name: string, error: unknown) => void;

/** A part of the program that is loaded when it is first needed. */
export class Chunk<T> {
  readonly #name: string;
  readonly #load: () => Promise<T>;
  readonly #waiting = new Map<(value: T) => void, OnFailure>();
  #isLoading = false;
  /** What it has, once it is there. */
  value: T | null = null;

  /**
   * @param name What failures are reported under.
   * @param load Is called again after a failure.
   */
  constructor(name: string, load: () => Promise<T>) {
    this.#name = name;
    this.#load = load;
  }

  /**
   * Loads it for somebody who waits for it. After a failure they go on waiting: it is loaded again
   * with the next one who needs it, and when the browser is back on line.
   *
   * @param onValue Called when the value is there; at once where it is already.
   * @param onFailure Called at each failure, once for all who wait with the same function.
   * @returns Ends the waiting.
   */
  wait(onValue: (value: T) => void, onFailure: OnFailure): () => void {
    if (this.value !== null) {
      onValue(this.value);
      return () => undefined;
    }
    this.#waiting.set(onValue, onFailure);
    void this.#start();
    return () => this.#waiting.delete(onValue);
  }

  readonly #start = async (): Promise<void> => {
    if (this.#isLoading || this.#waiting.size === 0) return;
    this.#isLoading = true;
    let value: T;
    try {
      value = await this.#load();
    } catch (error) {
      globalThis.addEventListener('online', this.#start, { once: true });
      for (const onFailure of new Set(this.#waiting.values())) onFailure(this.#name, error);
      return;
    } finally {
      this.#isLoading = false;
    }
    this.value = value;
    const waiting = [...this.#waiting.keys()];
    this.#waiting.clear();
    for (const onValue of waiting) onValue(value);
  };
}
