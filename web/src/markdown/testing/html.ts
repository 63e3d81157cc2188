import type { MarkdownDocument } from '../document';
import { parseInlines } from '../syntax/inlines';
import type { Block, Inline, Leaf, ListItem } from '../syntax/nodes';

/**
 * What a document is made of, in the HTML of the CommonMark specification's examples.
 *
 * Not what is drawn: HTML in the text, which is drawn as text, is HTML here, and every address is a
 * link's. Throws for what that specification does not know.
 */
export function htmlOf({ blocks, definitions }: MarkdownDocument): string {
  const line = ({ raw }: Leaf): string => inlinesOf(parseInlines(raw, definitions));
  const block = (node: Block): string => {
    switch (node.type) {
      case 'paragraph':
        return `<p>${line(node.text)}</p>\n`;
      case 'heading':
        return `<h${node.depth}>${line(node.text)}</h${node.depth}>\n`;
      case 'thematicBreak':
        return '<hr />\n';
      case 'code': {
        const language =
          node.language === null ? '' : ` class="language-${escaped(node.language)}"`;
        const value = node.value === '' ? '' : `${escaped(node.value)}\n`;
        return `<pre><code${language}>${value}</code></pre>\n`;
      }
      case 'html':
        return `${node.value}\n`;
      case 'blockquote':
        return `<blockquote>\n${node.children.map(block).join('')}</blockquote>\n`;
      case 'list': {
        const isSpread = node.spread || node.children.some((child) => child.spread);
        const items = node.children.map((child) => item(child, isSpread)).join('');
        const start = node.first === 1 ? '' : ` start="${node.first}"`;
        return node.ordered ? `<ol${start}>\n${items}</ol>\n` : `<ul>\n${items}</ul>\n`;
      }
      case 'definition':
        return '';
      case 'table':
      case 'footnote':
      case 'math':
        throw new Error(`CommonMark knows no ${node.type}.`);
      default:
        return node satisfies never;
    }
  };
  /** Where no empty line stands between items or in one of them, their text is no paragraph. */
  const item = ({ children }: ListItem, isSpread: boolean): string => {
    let inside = '';
    for (const child of children) {
      const isLine = child.type === 'paragraph' && !isSpread;
      const html = isLine ? line(child.text) : block(child);
      if (!isLine && html !== '' && !inside.endsWith('\n')) inside += '\n';
      inside += html;
    }
    return `<li>${inside}</li>\n`;
  };
  return blocks.map(block).join('');
}

function inlinesOf(nodes: readonly Inline[]): string {
  return nodes.map(inlineOf).join('');
}

function inlineOf(node: Inline): string {
  switch (node.type) {
    case 'text':
      return escaped(node.value);
    case 'emphasis':
      return `<em>${inlinesOf(node.children)}</em>`;
    case 'strong':
      return `<strong>${inlinesOf(node.children)}</strong>`;
    case 'inlineCode':
      return `<code>${escaped(node.value)}</code>`;
    case 'inlineHtml':
      return node.value;
    case 'break':
      return '<br />\n';
    case 'link':
      return `<a href="${address(node.url)}"${title(node)}>${inlinesOf(node.children)}</a>`;
    case 'image':
      return `<img src="${address(node.url)}" alt="${escaped(node.alt)}"${title(node)} />`;
    case 'inlineMath':
      return `<math>${escaped(node.value)}</math>`;
    case 'delete':
    case 'footnoteReference':
      throw new Error(`CommonMark knows no ${node.type}.`);
    default:
      return node satisfies never;
  }
}

const title = (node: { readonly title: string | null }): string =>
  node.title === null ? '' : ` title="${escaped(node.title)}"`;

/** What an address cannot have is escaped; what is escaped already stays as it is. */
const address = (url: string): string =>
  escaped(encodeURI(url).replace(/%25(?=[\da-f]{2})/gi, '%'));

const NAMES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
]);

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => NAMES.get(sign) ?? sign).replaceAll('\0', '\ufffd');
