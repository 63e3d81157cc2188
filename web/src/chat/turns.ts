import type { Entry } from '../state';

/** What one side said in one go. */
export interface Turn {
  readonly key: string;
  readonly author: 'user' | 'assistant';
  readonly entries: readonly Entry[];
}

/** Items that say something to the server or the page, not to the reader. */
const SILENT = new Set<string>([
  'end_of_turn',
  'hidden_context_item',
  'sdk_hidden_context',
  'client_tool_call',
]);

/** Groups a thread's entries by who speaks. Each message of the user is a turn of its own. */
export function groupTurns(entries: readonly Entry[]): readonly Turn[] {
  const turns: { key: string; author: Turn['author']; entries: Entry[] }[] = [];
  for (const entry of entries) {
    if (SILENT.has(entry.item.type)) continue;
    const author = entry.item.type === 'user_message' ? 'user' : 'assistant';
    const last = turns.at(-1);
    if (author === 'assistant' && last?.author === 'assistant') last.entries.push(entry);
    else turns.push({ key: entry.key, author, entries: [entry] });
  }
  return turns;
}

export function sameTurn(one: Turn, other: Turn): boolean {
  return (
    one.key === other.key &&
    one.entries.length === other.entries.length &&
    one.entries.every((entry, index) => entry === other.entries[index])
  );
}

/** What the clipboard gets of a turn: its texts, and what its widgets say of themselves. */
export function copyTextOf(turn: Turn): string {
  return turn.entries
    .map(({ item }) => {
      switch (item.type) {
        case 'assistant_message':
        case 'user_message':
          return item.content.map((part) => part.text).join('\n\n');
        case 'widget':
          return item.copy_text ?? '';
        default:
          return '';
      }
    })
    .filter((text) => text !== '')
    .join('\n\n');
}
