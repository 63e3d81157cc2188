/** As labels of links are compared: without regard to case and the kind of space. */
export function normalizeLabel(label: string): string {
  // Lower and then upper case also brings together what only one of them would.
  return label.replace(/\s+/g, ' ').trim().toLowerCase().toUpperCase();
}

const LABEL = /\[((?:[^\\[\]]|\\.)*)\]/sy;
const MAX_LABEL = 999;

/** The text between brackets at a place, or null. */
export function labelAt(text: string, at: number): { label: string; end: number } | null {
  LABEL.lastIndex = at;
  const match = LABEL.exec(text);
  const label = match?.[1];
  if (label === undefined || label.length > MAX_LABEL || label.trim() === '') return null;
  return { label, end: LABEL.lastIndex };
}

const ESCAPE_OR_ENTITY = /\\([!-/:-@[-`{-~])|&(?:#x[\da-f]{1,6}|#\d{1,7}|[a-z][a-z\d]{1,31});/gi;

/** Text with its backslash escapes and character references replaced by what they stand for. */
export function unescapeText(text: string): string {
  return text.replace(ESCAPE_OR_ENTITY, (match, escaped?: string) =>
    escaped === undefined ? decodeEntity(match) : escaped,
  );
}

let decoder: HTMLTextAreaElement | null = null;

/** What a character reference (`&amp;`, `&#38;`) stands for; itself where it stands for nothing. */
export function decodeEntity(entity: string): string {
  if (entity.charAt(1) !== '#') {
    // The browser knows all two thousand names. Nothing but a name ever comes here.
    decoder ??= document.createElement('textarea');
    decoder.innerHTML = entity;
    return decoder.value;
  }
  const isHex = /^&#x/i.test(entity);
  const code = Number.parseInt(entity.slice(isHex ? 3 : 2, -1), isHex ? 16 : 10);
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : '\ufffd';
}
