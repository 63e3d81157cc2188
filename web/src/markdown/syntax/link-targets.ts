import { unescapeText } from './labels';

export interface Part {
  readonly value: string;
  readonly end: number;
}

const POINTED = /<((?:[^<>\n\\]|\\.)*)>/y;
const MAX_PARENTHESES = 32;

/** The address of a link at a place: `<in pointed brackets>`, or without spaces. */
export function destinationAt(text: string, start: number): Part | null {
  if (text.charAt(start) === '<') {
    POINTED.lastIndex = start;
    const match = POINTED.exec(text);
    return match ? { value: unescapeText(match[1] ?? ''), end: POINTED.lastIndex } : null;
  }
  let depth = 0;
  let at = start;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code <= 0x20 || code === 0x7f) break;
    if (code === 0x5c /* \ */ && isPunctuation(text.charCodeAt(at + 1))) at += 1;
    else if (code === 0x28 /* ( */) {
      depth += 1;
      if (depth > MAX_PARENTHESES) return null;
    } else if (code === 0x29 /* ) */) {
      if (depth === 0) break;
      depth -= 1;
    }
  }
  if (depth > 0) return null;
  return { value: unescapeText(text.slice(start, at)), end: at };
}

const TITLE = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|\(((?:[^()\\]|\\.)*)\)/sy;

/** The title of a link at a place, in quotes or parentheses. */
export function titleAt(text: string, start: number): Part | null {
  TITLE.lastIndex = start;
  const match = TITLE.exec(text);
  if (!match) return null;
  const value = unescapeText(match[1] ?? match[2] ?? match[3] ?? '');
  return { value, end: TITLE.lastIndex };
}

const SPACE = /[ \t]*(?:\n[ \t]*)?/y;

/** Where what follows some space, with at most one line ending in it, begins. */
export function skipSpace(text: string, at: number): number {
  SPACE.lastIndex = at;
  SPACE.exec(text);
  return SPACE.lastIndex;
}

/** Where a link leads to that says so in parentheses, from behind the opening one on, or null. */
export function inlineTarget(text: string, start: number) {
  let at = skipSpace(text, start);
  const url = destinationAt(text, at);
  if (!url) return null;
  at = skipSpace(text, url.end);
  const title = at > url.end ? titleAt(text, at) : null;
  if (title) at = skipSpace(text, title.end);
  return text.charAt(at) === ')'
    ? { url: url.value, title: title?.value ?? null, end: at + 1 }
    : null;
}

/** A character of ASCII that may be escaped by a backslash. */
export function isPunctuation(code: number): boolean {
  return (
    (code >= 0x21 && code <= 0x2f) ||
    (code >= 0x3a && code <= 0x40) ||
    (code >= 0x5b && code <= 0x60) ||
    (code >= 0x7b && code <= 0x7e)
  );
}
