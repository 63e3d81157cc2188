/** Where a text stops to be JSON. */
export interface JsonProblem {
  readonly message: string;
  /** From one on. */
  readonly line: number;
  readonly column: number;
}

export type Parsed = { readonly value: unknown } | { readonly problem: JsonProblem };

export function parseJson(text: string): Parsed {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { problem: problemOf(String((error as Error).message), text) };
  }
}

/** Browsers say what is wrong; where it is only some of them say, and not always. */
function problemOf(said: string, text: string): JsonProblem {
  const message = said
    .replace(/^JSON\.parse: /, '')
    .replace(/ (in JSON )?at (position|line) .*$/s, '')
    .replace(/, ("|\.\.\.).* is not valid JSON$/s, '');
  const before = text.slice(0, new Scanner(text).end()).split('\n');
  return { message, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-f]{4}))*"/iuy;
const ATOM = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?/iy;

/** Reads text for as long as it is JSON (RFC 8259). */
class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** How far it could be read: where the first wrong character is. */
  end(): number {
    this.#value();
    this.#take(SPACE);
    return this.#at;
  }

  #value(): boolean {
    this.#take(SPACE);
    if (this.#take(/\{/y)) return this.#list(/\}/y, () => this.#member());
    if (this.#take(/\[/y)) return this.#list(/\]/y, () => this.#value());
    return this.#take(STRING) || this.#take(ATOM);
  }

  #member(): boolean {
    this.#take(SPACE);
    if (!this.#take(STRING)) return false;
    this.#take(SPACE);
    return this.#take(/:/y) && this.#value();
  }

  #list(close: RegExp, element: () => boolean): boolean {
    this.#take(SPACE);
    if (this.#take(close)) return true;
    do {
      if (!element()) return false;
      this.#take(SPACE);
    } while (this.#take(/,/y));
    return this.#take(close);
  }

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const taken = pattern.test(this.#text);
    if (taken) this.#at = pattern.lastIndex;
    return taken;
  }
}

/** How many characters stand before a place. */
export function positionOf(text: string, line: number, column: number): number {
  const above = text.split('\n').slice(0, line - 1);
  return above.reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
}

export function formatJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
