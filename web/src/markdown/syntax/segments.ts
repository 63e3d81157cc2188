/** From this length on a text is cut where it can be; at the second it is cut anyway. */
const COMFORTABLE = 800;
const LONGEST = 2_400;
/** More markers than this are no prose: the time to pair them grows faster than their number. */
const MOST_MARKS = 300;

/**
 * Where a long text is cut into pieces that are parsed and drawn one by one, so that what is added at
 * its end costs the same however much is before it.
 *
 * A place depends only on the text before it: more text never moves it. It is at a space outside of
 * everything that may go on over it, as far as can be told by counting; a text with an opening mark
 * that nothing closes is cut in the end where the mark would still be waiting.
 *
 * @returns The ends of the pieces, ascending; the last is the end of the text.
 */
export function cutPoints(text: string): number[] {
  const cuts: number[] = [];
  let start = 0;
  while (text.length - start > COMFORTABLE) {
    const cut = nextCut(text, start);
    if (cut < 0) break;
    cuts.push(cut);
    start = cut;
  }
  cuts.push(text.length);
  return cuts;
}

const MARKS = new Set('`*_~[]()<>$\\');

function nextCut(text: string, start: number): number {
  const counts = new Map<string, number>();
  const add = (mark: string, by: number) => counts.set(mark, (counts.get(mark) ?? 0) + by);
  let marks = 0;
  let lastSpace = -1;
  for (let at = start; at < text.length; at += 1) {
    const character = text.charAt(at);
    const length = at - start;
    if (character === ' ' || character === '\n') {
      lastSpace = at;
      if (length >= COMFORTABLE && isBalanced(counts)) return at;
    } else if (MARKS.has(character)) {
      marks += 1;
      if (character === '\\') {
        const next = text.charAt(at + 1);
        if ('()[]'.includes(next)) add('\\', '(['.includes(next) ? 1 : -1);
        at += 1;
      } else if ('[('.includes(character)) add(character, 1);
      else if (character === ']') add('[', -1);
      else if (character === ')') add('(', -1);
      else if (character !== '<' && character !== '>') add(character, 1);
    }
    if (length >= LONGEST || marks >= MOST_MARKS) {
      if (lastSpace > start) return lastSpace;
      const isSplit = /[\ud800-\udbff]/.test(character);
      return isSplit ? at + 2 : at + 1;
    }
  }
  return -1;
}

/** Nothing is open: what nests is back at nothing, what comes in pairs is even. */
function isBalanced(counts: ReadonlyMap<string, number>): boolean {
  for (const [mark, count] of counts) {
    const isNested = mark === '[' || mark === '(' || mark === '\\';
    if (isNested ? count > 0 : count % 2 !== 0) return false;
  }
  return true;
}
