import { labelAt, normalizeLabel } from './labels';
import { destinationAt, skipSpace, titleAt } from './link-targets';

export interface FoundDefinition {
  readonly label: string;
  readonly url: string;
  readonly title: string | null;
  /** Where the line after it starts. */
  readonly end: number;
}

/** A link definition at the start of a line of a paragraph, or null. */
export function definitionAt(text: string, start: number): FoundDefinition | null {
  const found = labelAt(text, start);
  if (!found || text.charAt(found.end) !== ':') return null;
  const urlStart = skipSpace(text, found.end + 1);
  const url = destinationAt(text, urlStart);
  if (!url || url.end === urlStart) return null;
  const titleStart = skipSpace(text, url.end);
  const title = titleStart > url.end ? titleAt(text, titleStart) : null;
  const label = normalizeLabel(found.label);
  const afterTitle = title && lineEndAt(text, title.end);
  if (title && afterTitle !== null) {
    return { label, url: url.value, title: title.value, end: afterTitle };
  }
  // What is no title may be text of the next line.
  const afterUrl = lineEndAt(text, url.end);
  return afterUrl === null ? null : { label, url: url.value, title: null, end: afterUrl };
}

const LINE_END = /[ \t]*(?:\n|$)/y;

function lineEndAt(text: string, at: number): number | null {
  LINE_END.lastIndex = at;
  return LINE_END.exec(text) ? LINE_END.lastIndex : null;
}
