/** What a shortcut does. */
export type Command =
  | 'help'
  | 'new'
  | 'history'
  | 'compose'
  | 'stop'
  | 'copy'
  | 'edit'
  | 'latest'
  | 'next'
  | 'previous'
  | 'quote';

export interface Shortcut {
  readonly command: Command;
  /** The key as it comes in events; letters in lower case. */
  readonly key: string;
  /** With Control, or Command on a Mac. */
  readonly withModifier?: boolean;
  /** Works in text fields, too: its key writes nothing. */
  readonly everywhere?: boolean;
}

/**
 * The shortcuts. Single keys, and only outside of text fields: there is no combination of modifiers
 * that neither a browser nor a keyboard layout has taken already.
 */
export const SHORTCUTS: readonly Shortcut[] = [
  { command: 'help', key: '?' },
  { command: 'help', key: '/', withModifier: true, everywhere: true },
  { command: 'new', key: 'n' },
  { command: 'history', key: 'h' },
  { command: 'compose', key: '/' },
  { command: 'stop', key: 'Escape', everywhere: true },
  { command: 'next', key: 'j' },
  { command: 'previous', key: 'k' },
  { command: 'latest', key: 'l' },
  { command: 'copy', key: 'c' },
  { command: 'edit', key: 'e' },
  { command: 'quote', key: 'q' },
];

export function isMac(): boolean {
  return /Mac|iP(hone|ad|od)/.test(navigator.platform);
}

/** The command that a key press stands for, if any. */
export function commandOf(event: KeyboardEvent, mac = isMac()): Command | null {
  // While an input method composes a character, every key belongs to it.
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return null;
  const modifier = mac ? event.metaKey : event.ctrlKey;
  const otherModifier = mac ? event.ctrlKey : event.metaKey;
  if (event.altKey || otherModifier) return null;
  const key = keyOf(event);
  const found = SHORTCUTS.find(
    (shortcut) => shortcut.key === key && (shortcut.withModifier ?? false) === modifier,
  );
  if (!found || (isText(event) && !found.everywhere)) return null;
  return found.command;
}

/** A letter by its place where the layout writes another script. */
function keyOf({ key, code }: KeyboardEvent): string {
  if (key.length > 1 || key.charCodeAt(0) < 128) return key.length === 1 ? key.toLowerCase() : key;
  return code.startsWith('Key') ? code.slice(3).toLowerCase() : key;
}

/** Whether a key press writes, or chooses, where it lands. */
function isText(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select, [contenteditable]'))
  );
}
