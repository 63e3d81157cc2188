import type { ThreadItem } from '../protocol';
import type { Entry } from '../state';
import { outcomeOf } from './items/tool-calls';

/** What one side said in one go. */
export interface Turn {
  readonly key: string;
  readonly author: 'user' | 'assistant';
  readonly entries: readonly Entry[];
}

/** Whether an item says something to the server or the page, not to the reader. */
function isSilent(item: ThreadItem): boolean {
  switch (item.type) {
    case 'end_of_turn':
    case 'hidden_context_item':
    case 'sdk_hidden_context':
      return true;
    case 'client_tool_call':
      return outcomeOf(item, false) === 'done';
    default:
      return false;
  }
}

/**
 * Groups a thread's entries by who speaks. Each message of the user is a turn of its own, and an
 * `end_of_turn` ends one of the assistant's.
 */
export function groupTurns(entries: readonly Entry[]): readonly Turn[] {
  const turns: { key: string; author: Turn['author']; entries: Entry[] }[] = [];
  let hasEnded = false;
  for (const entry of entries) {
    if (entry.item.type === 'end_of_turn') hasEnded = true;
    if (isSilent(entry.item)) continue;
    const author = entry.item.type === 'user_message' ? 'user' : 'assistant';
    const last = turns.at(-1);
    const goesOn = author === 'assistant' && last?.author === 'assistant' && !hasEnded;
    if (goesOn) last.entries.push(entry);
    else turns.push({ key: entry.key, author, entries: [entry] });
    hasEnded = false;
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
