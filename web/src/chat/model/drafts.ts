const PREFIX = 'openai-chatkit:draft:';

/** Where a draft belongs: a thread, or the thread that is yet to be. */
export type DraftKey = string | null;

/**
 * What was written and not sent, per thread.
 *
 * Kept for this tab, so that a reload loses nothing; where the page may not store anything, for as
 * long as the page lives.
 */
export class Drafts {
  readonly #memory = new Map<string, string>();

  get(key: DraftKey): string {
    const name = PREFIX + (key ?? '');
    return this.#memory.get(name) ?? attempt(() => sessionStorage.getItem(name)) ?? '';
  }

  set(key: DraftKey, text: string): void {
    const name = PREFIX + (key ?? '');
    this.#memory.set(name, text);
    attempt(() =>
      text === '' ? sessionStorage.removeItem(name) : sessionStorage.setItem(name, text),
    );
  }
}

/** A sandboxed page has no storage, and a full one takes nothing: the memory has to do. */
function attempt<T>(access: () => T): T | null {
  try {
    return access();
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
