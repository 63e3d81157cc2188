import type { BlockBuilder } from './block-builder';
import { htmlKindOf } from './html';
import type { ListMarker, OpenBlock } from './open-block';
import { withoutEndSpace } from './spaces';
import { columnsOf, splitCells } from './tables';

/** Begins a block at the builder's cursor if there is one. True: it, or a block in it, has been begun. */
type BlockStart = (builder: BlockBuilder, container: OpenBlock) => boolean;

const blockquote: BlockStart = (builder) => {
  const { cursor } = builder;
  if (cursor.indented || cursor.line.charAt(cursor.nextNonspace) !== '>') return false;
  const block = builder.open('blockquote');
  block.end = cursor.lineStart + cursor.nextNonspace + 1;
  cursor.advanceToNonspace();
  cursor.advance(1);
  if (cursor.atSpace) cursor.advanceColumns(1);
  return true;
};

const heading: BlockStart = (builder) => {
  const { cursor } = builder;
  const match = cursor.indented ? null : /^(#{1,6})(?:[ \t]+|$)/.exec(cursor.rest);
  if (!match) return false;
  const block = builder.open('heading');
  block.level = match[1]?.length ?? 1;
  cursor.advanceToNonspace();
  cursor.advance(match[0].length);
  const { text, at } = cursor.take();
  builder.addText(block, withoutClosingMarks(withoutEndSpace(text)), at);
  builder.finishLine(block);
  return true;
};

/** The title of a heading without the `#`s behind it. */
function withoutClosingMarks(title: string): string {
  let end = title.length;
  while (title.charAt(end - 1) === '#') end -= 1;
  const isApart = end === 0 || ' \t'.includes(title.charAt(end - 1));
  return isApart ? withoutEndSpace(title.slice(0, end)) : title;
}

const fencedCode: BlockStart = (builder) => {
  const { cursor } = builder;
  const match = cursor.indented ? null : /^(?:(`{3,})([^`]*)|(~{3,})(.*))$/.exec(cursor.rest);
  if (!match) return false;
  const marks = match[1] ?? match[3] ?? '';
  const info = withoutEndSpace(match[2] ?? match[4] ?? '').replace(/^[ \t]+/, '');
  const { indent } = cursor;
  const block = builder.open('code');
  block.fence = { sign: marks.charAt(0), length: marks.length, indent, info };
  builder.finishLine(block, true);
  return true;
};

/** `$$` or `\[` alone in their line, or a formula between them that has a line to itself. */
const math: BlockStart = (builder) => {
  const { cursor } = builder;
  const match = cursor.indented
    ? null
    : /^(\$\$|\\\[)[ \t]*(.*)$/.exec(withoutEndSpace(cursor.rest));
  if (!match) return false;
  const [, opening = '', content = ''] = match;
  const sign = opening === '$$' ? '$$' : '\\]';
  const inLine = content.endsWith(sign) && content.indexOf(sign) === content.length - 2;
  if (content !== '' && (!inLine || content.length === 2)) return false;
  const at = cursor.lineStart + cursor.nextNonspace + cursor.rest.indexOf(content, 2);
  const block = builder.open('math');
  block.fence = { sign, length: 2, indent: cursor.indent, info: '' };
  if (inLine) {
    builder.addText(block, content.slice(0, -2).trim(), at);
    block.isClosed = true;
  }
  builder.finishLine(block, !inLine);
  return true;
};

const html: BlockStart = (builder) => {
  const { cursor } = builder;
  if (cursor.indented) return false;
  const kind = htmlKindOf(cursor.rest, builder.inParagraph);
  if (!kind) return false;
  const block = builder.open('html');
  block.htmlEnd = kind.end;
  // The line goes into the block as it is, with its indentation.
  builder.addLine(block);
  if (kind.end?.test(cursor.rest)) builder.close(block, true);
  builder.finishLine(block, block.isOpen);
  return true;
};

const setextHeading: BlockStart = (builder, container) => {
  const { cursor } = builder;
  if (cursor.indented || container.kind !== 'paragraph') return false;
  const match = /^(?:(=+)|-+)[ \t]*$/.exec(cursor.rest);
  if (!match || !builder.takeDefinitions(container)) return false;
  const block = builder.replace(container, 'heading');
  block.level = match[1] === undefined ? 2 : 1;
  builder.finishLine(block);
  return true;
};

/** A row of dashes below a line with as many cells makes that line the head of a table. */
const table: BlockStart = (builder, container) => {
  const { cursor } = builder;
  if (cursor.indented || container.kind !== 'paragraph') return false;
  const align = columnsOf(cursor.rest);
  const head = container.lines.at(-1);
  if (!align || !head) return false;
  const isMarked =
    cursor.rest.includes('|') || cursor.rest.includes(':') || head.text.includes('|');
  if (!isMarked || splitCells(head.text).length !== align.length) return false;
  let block: OpenBlock;
  if (container.lines.length > 1) {
    container.lines.pop();
    block = builder.openAfter(container, head);
  } else block = builder.replace(container, 'table');
  block.align = align;
  builder.finishLine(block, true);
  return true;
};

const thematicBreak: BlockStart = (builder) => {
  const { cursor } = builder;
  if (cursor.indented) return false;
  if (!/^(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$/.test(cursor.rest)) return false;
  builder.finishLine(builder.open('break'));
  return true;
};

const listItem: BlockStart = (builder, container) => {
  const { cursor } = builder;
  if (cursor.indented) return false;
  const match = /^(?:([*+-])|(\d{1,9})([.)]))(?=[ \t]|$)/.exec(cursor.rest);
  if (!match) return false;
  const [sign, bullet, digits, delimiter] = match;
  const isEmpty = /^[ \t]*$/.test(cursor.rest.slice(sign.length));
  const first = digits === undefined ? 0 : Number(digits);
  if (container.kind === 'paragraph' && (isEmpty || (digits !== undefined && first !== 1))) {
    return false;
  }
  const { indent } = cursor;
  const start = cursor.lineStart + cursor.nextNonspace;
  cursor.advanceToNonspace();
  cursor.advance(sign.length);
  // Space after the marker belongs to it, up to four columns; more is code in the item.
  const isCode = cursor.indent >= 5;
  const space = isEmpty || isCode ? 1 : cursor.indent;
  const marker: ListMarker = {
    ordered: digits !== undefined,
    sign: bullet ?? delimiter ?? '',
    first,
    indent,
    padding: sign.length + space,
  };
  cursor.advanceColumns(isEmpty ? cursor.indent : space);
  const isSame = container.kind === 'list' && container.marker?.sign === marker.sign;
  if (!isSame) builder.open('list', start).marker = marker;
  const item = builder.open('item', start);
  item.marker = marker;
  item.end = start + sign.length;
  return true;
};

const footnote: BlockStart = (builder) => {
  const { cursor } = builder;
  const match = cursor.indented ? null : /^\[\^([^\s[\]]{1,999})\]:[ \t]*/.exec(cursor.rest);
  if (!match) return false;
  const block = builder.open('footnote');
  block.label = match[1] ?? '';
  block.end = cursor.lineStart + cursor.nextNonspace + match[0].trimEnd().length;
  cursor.advanceToNonspace();
  cursor.advance(match[0].length);
  return true;
};

const indentedCode: BlockStart = (builder) => {
  const { cursor } = builder;
  if (!cursor.indented || cursor.blank || builder.inParagraph) return false;
  cursor.advanceColumns(4);
  const block = builder.open('code');
  builder.addLine(block);
  builder.finishLine(block, true);
  return true;
};

/** In the order in which they are tried. */
export const BLOCK_STARTS: readonly BlockStart[] = [
  blockquote,
  heading,
  fencedCode,
  math,
  html,
  table,
  setextHeading,
  thematicBreak,
  listItem,
  footnote,
  indentedCode,
];
