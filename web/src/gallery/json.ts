/** Where a text stops to be JSON. */
export interface JsonProblem {
  readonly message: string;
  /** From one on; both are missing where the browser does not tell. */
  readonly line?: number;
  readonly column?: number;
}

export type Parsed = { readonly value: unknown } | { readonly problem: JsonProblem };

export function parseJson(text: string): Parsed {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { problem: problemOf(String((error as Error).message), text) };
  }
}

/** Browsers say where in words: a position, or a line and a column. */
function problemOf(said: string, text: string): JsonProblem {
  const message = said
    .replace(/^JSON\.parse: /, '')
    .replace(/ (in JSON )?at (position|line) .*$/, '')
    .replace(/, ("|\.\.\.).* is not valid JSON$/s, '');
  const [, line, column] = /line (\d+) column (\d+)/.exec(said) ?? [];
  if (line && column) return { message, line: Number(line), column: Number(column) };
  const [, position] = /position (\d+)/.exec(said) ?? [];
  if (position) return { message, ...placeOf(text, Number(position)) };
  // What ends too early says only that.
  return /end of/i.test(said) ? { message, ...placeOf(text, text.length) } : { message };
}

function placeOf(text: string, position: number): { line: number; column: number } {
  const lines = text.slice(0, position).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

/** How many characters stand before a place. */
export function positionOf(text: string, line: number, column: number): number {
  const above = text.split('\n').slice(0, line - 1);
  return above.reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
}

export function formatJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
