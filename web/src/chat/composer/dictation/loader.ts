import { toError } from '../../../protocol';
import { Observable } from '../../../state';
import type { DictationBar } from './DictationBar';
import type { DictationNotice } from './DictationNotice';
import type { Dictation, DictationConfig } from './dictation';

interface LoadedDictation {
  readonly dictation: Dictation;
  readonly DictationBar: typeof DictationBar;
  readonly DictationNotice: typeof DictationNotice;
}

/** A dictation whose code comes when somebody dictates for the first time. */
export class DictationLoader {
  /** Null until then. */
  readonly loaded = new Observable<LoadedDictation | null>(null);
  /** Whether its code could not be loaded. */
  readonly failed = new Observable(false);
  readonly #config: DictationConfig;

  constructor(config: DictationConfig) {
    this.#config = config;
  }

  /** Whether somebody speaks, or waits for the text. */
  get active(): boolean {
    return this.loaded.value?.dictation.active ?? false;
  }

  /** Begins to turn speech into text. */
  async start(): Promise<void> {
    this.failed.set(false);
    try {
      const { Dictation, DictationBar, DictationNotice } = await import('../../later');
      if (!this.loaded.value) {
        const dictation = new Dictation(this.#config);
        this.loaded.set({ dictation, DictationBar, DictationNotice });
      }
    } catch (thrown) {
      this.failed.set(true);
      return this.#config.emit({ type: 'error', error: toError(thrown) });
    }
    await this.loaded.value?.dictation.start();
  }

  accept(): void {
    this.loaded.value?.dictation.accept();
  }

  cancel(): void {
    this.failed.set(false);
    this.loaded.value?.dictation.cancel();
  }
}
