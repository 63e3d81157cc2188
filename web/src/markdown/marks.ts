import type { Literal, Nodes, Parents, RootContent, Text } from 'mdast';
import type { ComponentChildren } from 'preact';
import type { Block } from './blocks';

/** Something of the chat's own that stands in a text, such as the number of a source. */
export interface Mark {
  /** How much of the markdown source comes before it, in UTF-16 units. */
  readonly offset: number;
  /** Unlike that of any other mark of the text. */
  readonly key: string;
  readonly content: ComponentChildren;
}

/** A mark among the nodes of a document. */
export interface MarkNode extends Literal {
  type: 'mark';
  value: '';
  mark: Mark;
}

declare module 'mdast' {
  interface PhrasingContentMap {
    mark: MarkNode;
  }
  interface RootContentMap {
    mark: MarkNode;
  }
}

const NONE: readonly Mark[] = [];

/**
 * The marks of each block: those behind its start, up to the start of the next one.
 *
 * @param marks In the order of their offsets.
 */
export function marksByBlock(blocks: readonly Block[], marks: readonly Mark[]) {
  let at = 0;
  return blocks.map((_block, index): readonly Mark[] => {
    const end = blocks[index + 1]?.start ?? Number.POSITIVE_INFINITY;
    const from = at;
    while (at < marks.length && (marks[at] as Mark).offset <= end) at += 1;
    return at === from ? NONE : marks.slice(from, at);
  });
}

export function sameMarks(one: readonly Mark[], other: readonly Mark[]): boolean {
  return one.length === other.length && one.every((mark, index) => mark === other[index]);
}

/** A block's node with its marks in it, each at the first place behind its offset where it may stand. */
export function withMarks(block: Block, marks: readonly Mark[]): RootContent {
  // From the last to the first, so that what is before a mark has not moved yet.
  return marks.reduceRight<Nodes>(
    (node, mark) => insertInto(node, mark, mark.offset - block.base, block),
    block.node,
  ) as RootContent;
}

/** What a mark may stand inside of. Behind everything else: a link, code, a formula. */
const CONTAINERS: ReadonlySet<Nodes['type']> = new Set([
  'root',
  'paragraph',
  'heading',
  'blockquote',
  'list',
  'listItem',
  'table',
  'tableRow',
  'tableCell',
  'footnoteDefinition',
  'emphasis',
  'strong',
  'delete',
]);

const INLINE: ReadonlySet<Nodes['type']> = new Set(['emphasis', 'strong', 'delete']);

/** @param offset In the text that the block was parsed from. */
function insertInto(node: Nodes, mark: Mark, offset: number, block: Block): Nodes {
  const marked: MarkNode = { type: 'mark', value: '', mark };
  if (!('children' in node) || !CONTAINERS.has(node.type)) {
    return { type: 'root', children: [node as RootContent, marked] };
  }
  const children: readonly Nodes[] = node.children;
  const index = children.findLastIndex((child) => startOf(child) < offset);
  const child = children[Math.max(index, 0)];
  if (child && holds(child, offset)) {
    return replaceChild(node, Math.max(index, 0), insertInto(child, mark, offset, block));
  }
  if (child?.type === 'text' && index >= 0) {
    return replaceChild(node, index, ...insertIntoText(child, marked, offset, block));
  }
  return withChildren(node, [
    ...children.slice(0, index + 1),
    marked,
    ...children.slice(index + 1),
  ]);
}

/** Whether a place is inside of a node. A block goes on to where the next one starts. */
function holds(node: Nodes, offset: number): boolean {
  if (!CONTAINERS.has(node.type)) return false;
  return !INLINE.has(node.type) || (startOf(node) < offset && offset < endOf(node));
}

// What has no place in the source is a mark that was put in before, behind the ones to come.
const startOf = (node: Nodes) => node.position?.start.offset ?? Number.POSITIVE_INFINITY;
const endOf = (node: Nodes) => node.position?.end.offset ?? Number.POSITIVE_INFINITY;

function insertIntoText(text: Text, mark: MarkNode, offset: number, block: Block): Nodes[] {
  const { position, value } = text;
  const start = startOf(text);
  if (!position || offset >= endOf(text)) return [text, mark];
  const shift = block.base - block.start;
  const source = block.source.slice(start + shift, endOf(text) + shift);
  const at = wordEnd(value, unitsOf(value, source, offset - start));
  if (at >= value.length) return [text, mark];
  const end = { ...position.end, offset };
  const begin = { ...position.start, offset };
  return [
    { type: 'text', value: value.slice(0, at), position: { start: position.start, end } },
    mark,
    { type: 'text', value: value.slice(at), position: { start: begin, end: position.end } },
  ];
}

const REFERENCE = /&(?:#\d+|#x[\da-f]+|\w+);/iy;

/** How much of a text its source makes in so many units: some of these are only in the source. */
function unitsOf(value: string, source: string, units: number): number {
  if (value.length === source.length) return units;
  let length = 0;
  let at = 0;
  while (at < units && length < value.length) {
    REFERENCE.lastIndex = at;
    const reference = REFERENCE.exec(source)?.[0];
    if (reference && !value.startsWith(reference, length)) {
      at += reference.length;
      length += (value.codePointAt(length) ?? 0) > 0xffff ? 2 : 1;
    } else {
      // An escaping backslash, or what a line of a quotation or a list starts with, is no text.
      if (source[at] === value[length]) length += 1;
      at += 1;
    }
  }
  return length;
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

const replaceChild = (node: Parents, index: number, ...children: Nodes[]): Nodes =>
  withChildren(node, node.children.toSpliced(index, 1, ...(children as never[])));

function withChildren(node: Parents, children: readonly Nodes[]): Nodes {
  return { ...node, children } as Nodes;
}
