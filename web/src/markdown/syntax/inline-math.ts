interface FoundMath {
  readonly value: string;
  readonly display: boolean;
  readonly end: number;
}

/** A formula longer than this is a sign that was meant as itself. */
const MAX_LENGTH = 2_000;

/**
 * A formula at a dollar sign, or null. The rules are those of Pandoc, and a little stricter: `$` stands
 * directly at what it opens and closes, and neither a letter nor a digit follows the closing one, so
 * that prices and the names of variables stay what they are.
 */
export function dollarMathAt(text: string, at: number): FoundMath | null {
  const sign = text.startsWith('$$', at) ? '$$' : '$';
  const start = at + sign.length;
  if (sign === '$') {
    const next = text.charAt(start);
    if (next === '' || /[\s$]/.test(next)) return null;
  }
  const limit = Math.min(text.length, start + MAX_LENGTH);
  for (let end = start; end < limit; end += 1) {
    const character = text.charAt(end);
    if (character === '`') return null;
    if (character === '\\') end += 1;
    else if (character === '$') {
      if (sign === '$$') {
        if (!text.startsWith('$$', end)) continue;
      } else if (/[\s\\]/.test(text.charAt(end - 1)) || /[\p{L}\d$]/u.test(text.charAt(end + 1))) {
        // A second price, or the start of another formula: this one was none.
        return null;
      }
      return found(text, start, end, sign.length, sign === '$$');
    }
  }
  return null;
}

/** A formula at `\(` or `\[`, or null. */
export function bracketMathAt(text: string, at: number): FoundMath | null {
  const display = text.charAt(at + 1) === '[';
  const start = at + 2;
  const end = text.indexOf(display ? '\\]' : '\\)', start);
  if (end < 0 || end - start > MAX_LENGTH) return null;
  return found(text, start, end, 2, display);
}

function found(text: string, start: number, end: number, width: number, display: boolean) {
  const value = text.slice(start, end).trim();
  return value === '' ? null : { value, display, end: end + width };
}

/**
 * Whether a dollar sign whose partner may still be on its way begins a formula, rather than a price
 * or the name of a variable.
 */
export function looksLikeMath(rest: string): boolean {
  if (rest.startsWith('$')) return true;
  return (
    !/[^\\]\$/.test(rest) &&
    /^[^\s\d$.,;:!?)'"]/.test(rest) &&
    !/^[A-Za-z]{2}\w*(?:\W|$)/.test(rest)
  );
}
