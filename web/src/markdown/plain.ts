import type { Nodes } from 'mdast';
import { parse } from './parse';

/** The words of a markdown text without its marks, on one line: for those who hear it. */
export function plainText(source: string): string {
  const words: string[] = [];
  const visit = (node: Nodes): void => {
    if ('value' in node && node.type !== 'html') words.push(node.value);
    else if ('alt' in node && node.alt) words.push(node.alt);
    else if ('children' in node) for (const child of node.children) visit(child);
    if (!PHRASING.has(node.type)) words.push(' ');
  };
  visit(parse(source));
  return words.join('').replace(/\s+/g, ' ').trim();
}

/** Nodes within a line: what stands after them follows without a space. */
const PHRASING: ReadonlySet<Nodes['type']> = new Set([
  'text',
  'emphasis',
  'strong',
  'delete',
  'inlineCode',
  'link',
  'linkReference',
  'image',
  'imageReference',
]);
