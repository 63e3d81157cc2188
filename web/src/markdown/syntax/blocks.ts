import { BlockBuilder } from './block-builder';
import { unescapeText } from './labels';
import type { Block, BlockNode, Leaf, List, ListItem } from './nodes';
import type { Line, OpenBlock } from './open-block';
import { withoutEndSpace } from './spaces';
import { rowsOf } from './tables';

const LINE = /([^\r\n]*)(\r\n|\n|\r|$)/g;

/**
 * The blocks of a text, from an offset on at which one starts. Total: every string has some.
 *
 * Offsets in the result are those of the whole text.
 */
export function parseBlocks(source: string, from = 0): Block[] {
  const builder = new BlockBuilder();
  LINE.lastIndex = from;
  while (LINE.lastIndex < source.length) {
    const start = LINE.lastIndex;
    const match = LINE.exec(source);
    builder.takeLine(match?.[1] ?? '', start);
  }
  return blocksOf(builder.finish());
}

function blocksOf(parent: OpenBlock): Block[] {
  return parent.children.map(toBlock).filter((block) => block !== null);
}

function toBlock(open: OpenBlock): Block | null {
  const { start, lines } = open;
  const end = endOf(open);
  switch (open.kind) {
    case 'paragraph':
      return { type: 'paragraph', start, end, text: leafOf(lines) };
    case 'heading':
      return { type: 'heading', start, end, depth: open.level, text: leafOf(lines) };
    case 'break':
      return { type: 'thematicBreak', start, end };
    case 'code': {
      const info = open.fence?.info ?? '';
      const value = textOf(open.fence ? lines : withoutEmptyEnds(lines));
      const closed = open.fence === null || open.isClosed;
      return { type: 'code', start, end, language: languageOf(info), value, closed };
    }
    case 'math':
      return { type: 'math', start, end, value: textOf(lines), closed: open.isClosed };
    case 'html':
      return { type: 'html', start, end, value: textOf(withoutEmptyEnds(lines)) };
    case 'blockquote':
      return { type: 'blockquote', start, end, children: blocksOf(open) };
    case 'footnote':
      return { type: 'footnote', start, end, label: open.label, children: blocksOf(open) };
    case 'definition': {
      const { label, url, title } = open;
      return { type: 'definition', start, end, label, url, title };
    }
    case 'table': {
      const { align } = open;
      const [head, ...rows] = rowsOf(lines, align.length);
      return head ? { type: 'table', start, end, align, head, children: rows } : null;
    }
    case 'list':
      return toList(open);
    case 'item':
    case 'document':
      return null;
    default:
      return open.kind satisfies never;
  }
}

function toList(open: OpenBlock): List {
  const { ordered = false, first = 1 } = open.marker ?? {};
  const spread = hasGap(open);
  const children = open.children.map(toItem);
  return { type: 'list', start: open.start, end: endOf(open), ordered, first, spread, children };
}

const TASK = /^\[([ \t\nxX])\][ \t\n](?=[ \t\n]*\S)/;

function toItem(open: OpenBlock): ListItem {
  let children = blocksOf(open);
  const [text, ...rest] = children;
  const task = text?.type === 'paragraph' ? TASK.exec(text.text.raw) : null;
  if (text?.type === 'paragraph' && task) {
    children = [{ ...text, text: dropStart(text.text, task[0].length) }, ...rest];
  }
  const checked = task ? /x/i.test(task[1] ?? '') : null;
  const spread = hasGap(open);
  return { type: 'listItem', start: open.start, end: endOf(open), checked, spread, children };
}

/** An empty line stands between two blocks of it. */
function hasGap({ children }: OpenBlock): boolean {
  return children.some((child, index) => {
    const next = children[index + 1];
    return next !== undefined && next.firstLine - lastLineOf(child) > 1;
  });
}

function lastLineOf(open: OpenBlock): number {
  const last = open.children.at(-1);
  if (last) return Math.max(open.lastLine, lastLineOf(last));
  if (open.kind !== 'code' || open.fence) return open.lastLine;
  return open.lastLine - (open.lines.length - withoutEmptyEnds(open.lines).length);
}

function endOf(open: OpenBlock): number {
  const last = open.children.at(-1);
  return last ? Math.max(open.end, endOf(last)) : open.end;
}

function leafOf(lines: readonly Line[]): Leaf {
  const map: number[] = [];
  let length = 0;
  for (const { text, at } of lines) {
    map.push(length, at);
    length += text.length + 1;
  }
  return { raw: withoutEndSpace(textOf(lines)), map };
}

/** A leaf without its first characters. */
export function dropStart({ raw, map }: Leaf, count: number): Leaf {
  return cutLeaf({ raw, map }, count, raw.length);
}

/** A part of a leaf. */
export function cutLeaf({ raw, map }: Leaf, start: number, end: number): Leaf {
  const cut = [0, sourceOffset(map, start)];
  for (let index = 0; index < map.length; index += 2) {
    const position = map[index] ?? 0;
    if (position > start && position < end) cut.push(position - start, map[index + 1] ?? 0);
  }
  return { raw: raw.slice(start, end), map: cut };
}

/** Where a position in a leaf is in the text that it is from. */
export function sourceOffset(map: readonly number[], position: number): number {
  let index = 0;
  while (index + 2 < map.length && (map[index + 2] ?? 0) <= position) index += 2;
  return (map[index + 1] ?? 0) + position - (map[index] ?? 0);
}

function textOf(lines: readonly Line[]): string {
  return lines.map((line) => line.text).join('\n');
}

function withoutEmptyEnds(lines: readonly Line[]): readonly Line[] {
  let end = lines.length;
  while (end > 0 && lines[end - 1]?.text.trim() === '') end -= 1;
  return lines.slice(0, end);
}

function languageOf(info: string): string | null {
  const word = unescapeText(/^[^ \t]*/.exec(info)?.[0] ?? '');
  return word === '' ? null : word;
}

/**
 * What was parsed now, as the objects that were there before wherever nothing has changed: whoever
 * draws blocks can tell by identity what to draw again.
 */
export function reuse<T extends BlockNode>(before: BlockNode | undefined, now: T): T {
  if (!before || before.type !== now.type) return now;
  return reuseValue(before, now) as T;
}

function reuseValue(before: unknown, now: unknown): unknown {
  if (Object.is(before, now) || typeof now !== 'object' || typeof before !== 'object') return now;
  if (now === null || before === null) return now;
  if (Array.isArray(now)) {
    if (!Array.isArray(before)) return now;
    const items = now.map((item, index) => reuseValue(before[index], item));
    const isSame = items.length === before.length && items.every((item, i) => item === before[i]);
    return isSame ? before : items;
  }
  const [old, fresh] = [before as Record<string, unknown>, now as Record<string, unknown>];
  const merged: Record<string, unknown> = {};
  let isSame = true;
  for (const key of Object.keys(fresh)) {
    merged[key] = reuseValue(old[key], fresh[key]);
    if (merged[key] !== old[key]) isSame = false;
  }
  return isSame ? before : merged;
}
