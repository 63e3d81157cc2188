import type { MessageKey } from '../../i18n';

/** What the list of shortcuts shows: groups of deeds, each with its keys. */
export const SHEET: readonly {
  readonly title: MessageKey;
  readonly rows: readonly { readonly label: MessageKey; readonly keys: readonly string[] }[];
}[] = [
  {
    title: 'shortcuts.general',
    rows: [
      { label: 'shortcuts.help', keys: ['?', 'Mod+/'] },
      { label: 'shortcuts.new', keys: ['N'] },
      { label: 'shortcuts.history', keys: ['H'] },
      { label: 'shortcuts.compose', keys: ['/'] },
      { label: 'shortcuts.stop', keys: ['Escape'] },
    ],
  },
  {
    title: 'shortcuts.messages',
    rows: [
      { label: 'shortcuts.next', keys: ['J'] },
      { label: 'shortcuts.previous', keys: ['K'] },
      { label: 'shortcuts.latest', keys: ['L'] },
      { label: 'shortcuts.copy', keys: ['C'] },
      { label: 'shortcuts.edit', keys: ['E'] },
      { label: 'shortcuts.quote', keys: ['Q', 'Mod+Shift+9'] },
    ],
  },
  {
    title: 'shortcuts.writing',
    rows: [
      { label: 'shortcuts.send', keys: ['Enter'] },
      { label: 'shortcuts.line', keys: ['Shift+Enter'] },
      { label: 'shortcuts.edit.empty', keys: ['ArrowUp'] },
    ],
  },
];

const NAMES = { ArrowUp: '↑', Escape: 'Esc' } as const;
const MAC_NAMES = { ...NAMES, Mod: '⌘', Shift: '⇧', Enter: '↩' } as const;
const OTHER_NAMES = { ...NAMES, Mod: 'Ctrl' } as const;

/** The keys of a combination as they are called on the reader's keyboard. */
export function keyNames(combination: string, mac: boolean): string[] {
  const names: Readonly<Record<string, string>> = mac ? MAC_NAMES : OTHER_NAMES;
  return combination.split('+').map((key) => names[key] ?? key);
}
