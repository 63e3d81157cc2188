import type { Attachment } from '../../protocol';
import { Observable } from '../../state';
import { spaced } from '../composer/dictation/spoken';
import { type Draft, type DraftKey, Drafts } from './drafts';
import {
  editBetween,
  follow,
  NO_TEXT,
  type PlacedTag,
  replaced,
  type TaggedText,
  type TextRange,
} from './tagged-text';

export interface ComposerState {
  readonly text: string;
  /** The entities in the text, in order. */
  readonly tags: readonly PlacedTag[];
  /** A passage that the message replies to. */
  readonly quote: string | null;
  readonly attachments: readonly Attachment[];
  readonly toolId: string | null;
  /** Null until something was chosen: the default of the options then applies. */
  readonly modelId: string | null;
}

const EMPTY: ComposerState = {
  ...NO_TEXT,
  quote: null,
  attachments: [],
  toolId: null,
  modelId: null,
};
/** How many texts are remembered for undoing, and of long ones about how many characters in all. */
const MAX_SEEN = 300;
const MAX_SEEN_LENGTH = 5_000_000;

/** What is being written, and to which thread. */
export class Composer {
  readonly state = new Observable<ComposerState>(EMPTY);
  /** The text field while it is drawn. */
  input: HTMLTextAreaElement | null = null;
  /** Hears where the cursor is, each time that the user types or moves it; null is nowhere. */
  onCaret: ((caret: number | null) => void) | null = null;
  /** What was last copied out of this composer: pasted again, its tags come with it. */
  copied: TaggedText = NO_TEXT;
  readonly drafts = new Drafts();
  /** Which tags were in the texts there have been: undoing brings back a text, and they belong to it. */
  readonly #seen = new Map<string, readonly PlacedTag[]>();
  #expected: TaggedText | null = null;
  #key: DraftKey = null;

  set(change: Partial<ComposerState>): void {
    const { text = this.state.value.text } = change;
    // Tags belong to the text that they were put into.
    const tags = change.tags ?? (text === this.state.value.text ? this.state.value.tags : []);
    const state = { ...this.state.value, ...change, tags };
    this.#remember(state);
    this.state.set(state);
    this.drafts.set(this.#key, draftOf(state));
  }

  /** Changes what is attached to a draft, which need not be the one that is shown. */
  attach(
    key: DraftKey,
    change: (attachments: readonly Attachment[]) => readonly Attachment[],
  ): void {
    if (key === this.#key) {
      this.set({ attachments: change(this.state.value.attachments) });
    } else {
      const draft = this.drafts.get(key) ?? draftOf(EMPTY);
      this.drafts.set(key, { ...draft, attachments: change(draft.attachments) });
    }
  }

  /**
   * Puts something in the place of a part of the text, by way of the field: undoing takes it out.
   */
  replace(range: TextRange, by: TaggedText): void {
    const after = replaced(this.state.value, range, by);
    const { input } = this;
    this.#expected = after;
    const isDone = input !== null && insertInto(input, range, by.text);
    this.#expected = null;
    if (isDone) return;
    this.set(after);
    if (!input) return;
    const caret = range.start + by.text.length;
    input.value = after.text;
    input.setSelectionRange(caret, caret);
  }

  /** Puts words where the cursor is, with the spaces that they need there. */
  insert(words: string): void {
    const { text } = this.state.value;
    const start = this.input?.selectionStart ?? text.length;
    const end = this.input?.selectionEnd ?? start;
    const spoken = spaced(text.slice(0, start), words, text.slice(end));
    this.replace({ start, end }, { text: spoken, tags: [] });
  }

  /**
   * Takes in what the text field has become.
   *
   * @param caret Where the cursor is in it.
   * @param inputType The kind of input, as the browser tells it.
   * @returns What is left of tags that were cut into, for the field to remove.
   */
  typed(text: string, caret: number, inputType = ''): readonly TextRange[] {
    const before = this.state.value;
    const isReverted = inputType.startsWith('history');
    const known = this.#expected?.text === text ? this.#expected : this.#known(text, isReverted);
    if (known) {
      this.set(known);
      return [];
    }
    if (before.tags.length === 0) {
      this.set(this.#pasted({ text, tags: [] }, caret, inputType));
      return [];
    }
    const edit = editBetween(before.text, text, caret);
    const { tags, remains } = follow(before.tags, edit);
    this.set(this.#pasted({ text, tags }, caret, inputType));
    return isReverted || edit.inserted > 0 ? [] : remains;
  }

  /** Goes on with what was written in another thread. The choice of a model stays. */
  switchTo(key: DraftKey): void {
    this.#key = key;
    this.#seen.clear();
    const { modelId } = this.state.value;
    const draft = this.drafts.get(key);
    this.state.set({ ...EMPTY, ...draft, modelId: draft?.modelId ?? modelId });
    this.#remember(this.state.value);
  }

  /** Reads the draft again, from another place, unless something is being written. */
  reload(): void {
    const { text, quote, attachments, toolId } = this.state.value;
    if (text !== '' || quote !== null || attachments.length > 0 || toolId !== null) return;
    this.switchTo(this.#key);
  }

  /** Drafts belong to a server, too. */
  useServer(url: string): void {
    if (this.drafts.scope === url) return;
    this.drafts.scope = url;
    this.reload();
  }

  /** The thread that was yet to be has got its id; what is being written belongs to it. */
  becomes(key: DraftKey): void {
    this.drafts.set(this.#key, null);
    this.#key = key;
    this.drafts.set(key, draftOf(this.state.value));
  }

  /**
   * Empties the composer.
   *
   * @param keepTool The selected tool is one that stays selected.
   * @returns To be called once the message has arrived: until then the draft is kept.
   */
  clear(keepTool: boolean): () => void {
    const { toolId, modelId } = this.state.value;
    const key = this.#key;
    const forget = this.drafts.sending(key);
    this.#seen.clear();
    this.state.set({ ...EMPTY, modelId, toolId: keepTool ? toolId : null });
    return () => {
      if (this.#key === key) this.drafts.set(key, draftOf(this.state.value));
      else forget();
    };
  }

  /** A thread is gone, and what was to be said in it. */
  forget(threadId: string): void {
    this.drafts.set(threadId, null);
  }

  #known(text: string, isReverted: boolean): TaggedText | null {
    const tags = isReverted ? this.#seen.get(text) : undefined;
    return tags ? { text, tags } : null;
  }

  /** What was copied here and comes back as the same text is the same thing. */
  #pasted(value: TaggedText, caret: number, inputType: string): TaggedText {
    const { copied } = this;
    const start = caret - copied.text.length;
    const isPasted =
      /^insertFrom(Paste|Drop)/.test(inputType) &&
      copied.tags.length > 0 &&
      value.text.slice(Math.max(0, start), caret) === copied.text;
    return isPasted ? replaced(value, { start, end: caret }, copied) : value;
  }

  #remember({ text, tags }: TaggedText): void {
    this.#seen.delete(text);
    this.#seen.set(text, tags);
    const most = Math.max(1, Math.min(MAX_SEEN, MAX_SEEN_LENGTH / (text.length + 1)));
    for (const oldest of this.#seen.keys()) {
      if (this.#seen.size <= most) break;
      this.#seen.delete(oldest);
    }
  }
}

function draftOf({ text, tags, quote, attachments, toolId, modelId }: ComposerState): Draft {
  return { text, tags, quote, attachments, toolId, modelId };
}

/**
 * Types into a field for the user.
 *
 * `execCommand` is the only way that the browser's own undo knows of; there is no newer one.
 *
 * @returns False when the browser does not do it, and the field is as it was.
 */
function insertInto(field: HTMLTextAreaElement, { start, end }: TextRange, text: string): boolean {
  if (field.disabled || !document.execCommand) return false;
  if (start === end && text === '') return true;
  field.focus();
  field.setSelectionRange(start, end);
  return text === ''
    ? document.execCommand('delete')
    : document.execCommand('insertText', false, text);
}
