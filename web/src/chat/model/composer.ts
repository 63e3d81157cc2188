import type { Attachment } from '../../protocol';
import { Observable } from '../../state';
import { type DraftKey, Drafts } from './drafts';

export interface ComposerState {
  readonly text: string;
  /** A passage that the message replies to. */
  readonly quote: string | null;
  readonly attachments: readonly Attachment[];
  readonly toolId: string | null;
  /** Null until something was chosen: the default of the options then applies. */
  readonly modelId: string | null;
}

const EMPTY: ComposerState = {
  text: '',
  quote: null,
  attachments: [],
  toolId: null,
  modelId: null,
};

/** What is being written, and to which thread. */
export class Composer {
  readonly state = new Observable(EMPTY);
  /** The text field while it is drawn. */
  input: HTMLTextAreaElement | null = null;
  readonly #drafts = new Drafts();
  #key: DraftKey = null;

  set(change: Partial<ComposerState>): void {
    this.state.set({ ...this.state.value, ...change });
    if (change.text !== undefined) this.#drafts.set(this.#key, change.text);
  }

  /** Goes on with what was written in another thread. The choice of a model stays. */
  switchTo(key: DraftKey): void {
    this.#key = key;
    const { modelId } = this.state.value;
    this.state.set({ ...EMPTY, modelId, text: this.#drafts.get(key) });
  }

  /** The thread that was yet to be has got its id; what is being written belongs to it. */
  becomes(key: DraftKey): void {
    const { text } = this.state.value;
    this.#drafts.set(this.#key, '');
    this.#key = key;
    this.#drafts.set(key, text);
  }

  /**
   * Empties the composer.
   *
   * @param keepTool The selected tool is one that stays selected.
   * @returns To be called once the message has arrived: until then the draft is kept.
   */
  clear(keepTool: boolean): () => void {
    const { toolId, modelId, text } = this.state.value;
    const key = this.#key;
    this.state.set({ ...EMPTY, modelId, toolId: keepTool ? toolId : null });
    return () => {
      if (this.#drafts.get(key) === text) this.#drafts.set(key, '');
    };
  }
}
