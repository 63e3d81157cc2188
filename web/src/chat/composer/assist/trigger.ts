import type { TaggedText } from '../../model';

/** What was typed to be offered something: the sign, and what to look for. */
export interface Trigger {
  readonly kind: 'entity' | 'command';
  /** Where the sign is in the text. */
  readonly start: number;
  readonly query: string;
}

const MAX_QUERY = 60;
/** What a word may follow. */
const BEFORE_WORD = /[\s([{"'“‘«]/;

/**
 * The trigger that the cursor is behind: an "@" at the beginning of a word, or a "/" at the beginning
 * of the text. One word after the first may follow; with more it is just text.
 */
export function triggerAt(
  { text, tags }: TaggedText,
  caret: number,
  allowed: Readonly<Record<Trigger['kind'], boolean>>,
): Trigger | null {
  const written = text.slice(Math.max(0, caret - MAX_QUERY - 1), caret);
  const start = caret - written.length + written.lastIndexOf('@');
  if (allowed.entity && written.includes('@')) {
    const found = at('entity', start);
    const isWord = start === 0 || BEFORE_WORD.test(text[start - 1] ?? '');
    if (found && isWord) return found;
  }
  return allowed.command && text.startsWith('/') && caret <= MAX_QUERY ? at('command', 0) : null;

  function at(kind: Trigger['kind'], from: number): Trigger | null {
    const query = text.slice(from + 1, caret);
    const isText = caret <= from || /^\s|\n|\s.*\s/.test(query);
    const isTag = tags.some((tag) => tag.start < caret && tag.end > from);
    return isText || isTag ? null : { kind, start: from, query };
  }
}
