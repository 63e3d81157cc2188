import type { ClientToolCallItem } from '../../protocol';

/** What became of a call of one of the page's tools, as far as the reader is concerned. */
export type ToolOutcome = 'working' | 'done' | 'failed' | 'interrupted';

/** @param isRunning The conversation waits for the tool. */
export function outcomeOf({ status, output }: ClientToolCallItem, isRunning: boolean): ToolOutcome {
  if (status === 'pending') return isRunning ? 'working' : 'interrupted';
  return isFailure(output) ? 'failed' : 'done';
}

/** What the assistant is told of a tool that threw, or that the page does not have. */
function isFailure(output: unknown): boolean {
  if (typeof output !== 'object' || output === null) return false;
  const [only, ...others] = Object.entries(output);
  return others.length === 0 && only?.[0] === 'error' && typeof only[1] === 'string';
}

/** A name for programs as words for people: `get_open_tabs` and `getOpenTabs` are "get open tabs". */
export function wordsOf(name: string): string {
  const words = name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/[_\-.\s]+/g, ' ')
    .trim();
  return words === name ? name : words.toLowerCase();
}
