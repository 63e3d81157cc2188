import type { ComponentChildren } from 'preact';
import type { Inline, Leaf, Text } from './syntax/nodes';

/** Something of the chat's own that stands in a text, such as the number of a source. */
export interface Mark {
  /** How much of the markdown source comes before it, in UTF-16 units. */
  readonly offset: number;
  /** Unlike that of any other mark of the text. */
  readonly key: string;
  readonly content: ComponentChildren;
}

export const NO_MARKS: readonly Mark[] = [];

/**
 * The marks of each of some nodes: those behind its start, up to the start of the next one.
 *
 * @param starts Where the nodes start in the source.
 * @param marks In the order of their offsets.
 */
export function shareMarks(
  starts: readonly number[],
  marks: readonly Mark[],
): readonly (readonly Mark[])[] {
  if (marks.length === 0) return [];
  let at = 0;
  return starts.map((_start, index) => {
    const end = starts[index + 1] ?? Number.POSITIVE_INFINITY;
    const from = at;
    while (at < marks.length && (marks[at] as Mark).offset <= end) at += 1;
    return at === from ? NO_MARKS : marks.slice(from, at);
  });
}

export function sameMarks(one: readonly Mark[], other: readonly Mark[]): boolean {
  return one.length === other.length && one.every((mark, index) => mark === other[index]);
}

/** A mark in its place among the parts of a line. */
export interface PlacedMark {
  readonly type: 'mark';
  readonly mark: Mark;
}

export type Marked<T extends Inline = Inline> = T | PlacedMark;

/** Where an offset of the source is in a leaf. */
export function positionIn({ map, raw }: Leaf, offset: number): number {
  let index = 0;
  while (index + 2 < map.length && (map[index + 3] ?? 0) <= offset) index += 2;
  const position = (map[index] ?? 0) + offset - (map[index + 1] ?? 0);
  return Math.max(map[index] ?? 0, Math.min(position, map[index + 2] ?? raw.length));
}

/**
 * The parts of a line with a mark among them, at the first place behind a position where it may stand:
 * behind a word, and behind a link, code or a formula.
 */
export function insertMark(nodes: readonly Marked[], mark: Mark, position: number): Marked[] {
  const placed: PlacedMark = { type: 'mark', mark };
  const index = nodes.findLastIndex((node) => node.type !== 'mark' && node.start < position);
  const node = nodes[index];
  if (!node || node.type === 'mark') return [placed, ...nodes];
  const before = nodes.slice(0, index);
  const after = nodes.slice(index + 1);
  if (position < node.end) {
    if (node.type === 'text') return [...before, ...splitText(node, placed, position), ...after];
    if (node.type === 'emphasis' || node.type === 'strong' || node.type === 'delete') {
      // Their children may be marks too from here on; whoever draws them knows.
      const children = insertMark(node.children, mark, position) as Inline[];
      return [...before, { ...node, children }, ...after];
    }
  }
  return [...before, node, placed, ...after];
}

function splitText(text: Text, mark: PlacedMark, position: number): Marked[] {
  const { value, start, end } = text;
  const at = value.length === end - start ? wordEnd(value, position - start) : value.length;
  if (at >= value.length) return [text, mark];
  return [
    { ...text, value: value.slice(0, at), end: start + at },
    mark,
    { ...text, value: value.slice(at), start: start + at },
  ];
}

/** A letter of a script that puts spaces between its words. */
const LETTER =
  /(?![\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Mymr}])[\p{L}\p{N}\p{M}]/uy;

function wordEnd(text: string, from: number): number {
  LETTER.lastIndex = Math.max(0, from - 1);
  if (!LETTER.test(text)) return from;
  let at = from;
  LETTER.lastIndex = at;
  while (LETTER.test(text)) at = LETTER.lastIndex;
  return at;
}
