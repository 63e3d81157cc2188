import type { Inline, Text } from './nodes';

/** How many backticks follow each other from a place on. */
export function runLength(text: string, at: number): number {
  let end = at;
  while (text.charAt(end) === '`') end += 1;
  return end - at;
}

/** What stands between backticks, as it is shown. */
export function codeValue(content: string): string {
  const line = content.replace(/\n/g, ' ');
  const isPadded = line.startsWith(' ') && line.endsWith(' ') && line.trim() !== '';
  return isPadded ? line.slice(1, -1) : line;
}

export const characterAfter = (text: string, at: number): string =>
  at < text.length ? String.fromCodePoint(text.codePointAt(at) ?? 0) : '';

export function characterBefore(text: string, at: number): string {
  const last = text.charCodeAt(at - 1);
  const isLow = last >= 0xdc00 && last <= 0xdfff;
  return text.slice(Math.max(0, at - (isLow ? 2 : 1)), at);
}

/** Joins texts that follow each other, as long as their characters stay where they are in the source. */
export function joinTexts(nodes: readonly Inline[]): Inline[] {
  const joined: Inline[] = [];
  for (const node of nodes) {
    const last = joined.at(-1);
    if (node.type === 'text' && node.value === '') continue;
    if (
      last?.type === 'text' &&
      node.type === 'text' &&
      isExact(last) &&
      isExact(node) &&
      last.end === node.start
    ) {
      joined[joined.length - 1] = { ...last, value: last.value + node.value, end: node.end };
    } else joined.push(node);
  }
  return joined;
}

const isExact = (node: Text): boolean => node.value.length === node.end - node.start;
