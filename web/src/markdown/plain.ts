import { MarkdownDocument } from './document';
import { parseInlines } from './syntax/inlines';
import type { BlockNode, Definitions, Leaf } from './syntax/nodes';
import { textOf } from './syntax/open-ends';
import { cutPoints } from './syntax/segments';

/** The words of a markdown text without its marks, on one line: for those who hear it. */
export function plainText(source: string): string {
  const { blocks, definitions } = new MarkdownDocument().update(source);
  return blocks
    .flatMap((block) => wordsOf(block, definitions))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function wordsOf(node: BlockNode, definitions: Definitions): string[] {
  switch (node.type) {
    case 'paragraph':
    case 'heading':
      return [leafText(node.text, definitions)];
    case 'code':
    case 'math':
      return [node.value];
    case 'table':
      return [node.head, ...node.children].flatMap((row) => wordsOf(row, definitions));
    case 'tableRow':
      return node.cells.map((cell) => leafText(cell, definitions));
    case 'blockquote':
    case 'list':
    case 'listItem':
    case 'footnote':
      return node.children.flatMap((child) => wordsOf(child, definitions));
    case 'html':
    case 'thematicBreak':
    case 'definition':
      return [];
    default:
      return node satisfies never;
  }
}

function leafText({ raw }: Leaf, definitions: Definitions): string {
  let start = 0;
  return cutPoints(raw)
    .map((end) => {
      const nodes = parseInlines(raw.slice(start, end), definitions);
      start = end;
      return textOf(nodes.filter((node) => node.type !== 'inlineHtml'));
    })
    .join('');
}
