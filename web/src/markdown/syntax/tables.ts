import type { Align, Leaf, TableRow } from './nodes';
import type { Line } from './open-block';

/** The columns of a delimiter row (`| :-- | --: |`), or null for any other line. */
export function columnsOf(line: string): Align[] | null {
  if (!/^[ \t]*[|:-][|:\- \t]*$/.test(line)) return null;
  const cells = splitCells(line);
  if (!cells.every(({ text }) => /^:?-+:?$/.test(text))) return null;
  return cells.map(({ text }) => {
    const isEnd = text.endsWith(':');
    if (text.startsWith(':')) return isEnd ? 'center' : 'left';
    return isEnd ? 'right' : null;
  });
}

interface Cell {
  readonly text: string;
  /** In characters from the start of the line. */
  readonly at: number;
}

/** What stands between the bars of a line; a bar after a backslash is text. */
export function splitCells(line: string): Cell[] {
  const cells: Cell[] = [];
  const from = line.search(/\S|$/);
  let start = line.charAt(from) === '|' ? from + 1 : from;
  for (let at = start; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (character === '\\') at += 1;
    else if (character === '|') {
      cells.push(trimmed(line, start, at));
      start = at + 1;
    }
  }
  if (line.slice(start).trim() !== '') cells.push(trimmed(line, start, line.length));
  return cells;
}

function trimmed(line: string, start: number, end: number): Cell {
  const text = line.slice(start, end);
  const from = text.search(/[^ \t]|$/);
  return { text: text.trim(), at: start + from };
}

/**
 * Rows are filled up to the columns of their table with so many cells in all: a table of many columns
 * and many empty rows would have the square of what was written.
 */
const MOST_ADDED = 20_000;

/** The lines of a table, each with as many cells as it has columns. */
export function rowsOf(lines: readonly Line[], columns: number): TableRow[] {
  let left = MOST_ADDED;
  return lines.map((line) => {
    const cells = splitCells(line.text).slice(0, columns);
    const added = Math.min(columns - cells.length, left);
    left -= added;
    return rowOf(line, cells, added);
  });
}

/** @param added How many empty cells follow. */
export function rowOf({ text, at }: Line, cells: readonly Cell[], added = 0): TableRow {
  const end = at + text.length;
  const empty = Array.from({ length: added }, (): Leaf => ({ raw: '', map: [0, end] }));
  const leaves = [...cells.map((cell) => cellLeaf(cell, at)), ...empty];
  return { type: 'tableRow', start: at, end, cells: leaves };
}

/** The backslash before a bar belongs to the table, not to the text. */
function cellLeaf({ text, at }: Cell, lineStart: number): Leaf {
  const map = [0, lineStart + at];
  let removed = 0;
  const raw = text.replace(/\\(?=\|)/g, (_match, index: number) => {
    removed += 1;
    map.push(index + 1 - removed, lineStart + at + index + 1);
    return '';
  });
  return { raw, map };
}
