/** Up to this length finished code is coloured as a whole, in characters. */
const WHOLE = 8_000;
/** From so many lines on a piece ends at an empty line, and with the second number at any. */
const COMFORTABLE = 30;
const LONGEST = 60;
/** The same for code whose lines are long, in characters. */
const LONGEST_LENGTH = 6_000;

/**
 * Where code is cut into pieces that are coloured and drawn one by one, so that what is added at its
 * end costs the same however much is before it.
 *
 * A cut is at the end of a line and depends only on what is before it: more code never moves it. What
 * goes on over a cut, such as a long comment, is coloured wrongly until the code is complete.
 *
 * @param isOpen More is to come. The line that is being written is a piece of its own.
 * @returns The pieces; each but the last ends with a line ending.
 */
export function cutCode(code: string, isOpen: boolean): string[] {
  if (!isOpen && code.length <= WHOLE) return [code];
  const pieces: string[] = [];
  let start = 0;
  let lines = 0;
  for (let at = 0; at < code.length; ) {
    const newline = code.indexOf('\n', at);
    if (newline < 0) break;
    const isEmpty = code.slice(at, newline).trim() === '';
    at = newline + 1;
    lines += 1;
    const isLong = lines >= LONGEST || at - start >= LONGEST_LENGTH;
    if (!isLong && !(isEmpty && lines >= COMFORTABLE)) continue;
    pieces.push(code.slice(start, at));
    start = at;
    lines = 0;
  }
  const lastLine = isOpen ? code.lastIndexOf('\n') + 1 : code.length;
  if (lastLine > start) pieces.push(code.slice(start, lastLine));
  const rest = code.slice(Math.max(start, lastLine));
  if (rest !== '' || pieces.length === 0) pieces.push(rest);
  return pieces;
}
