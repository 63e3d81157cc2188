import { h, render } from 'preact';
import { Markdown } from '../../markdown';

/** What a document elsewhere understands, and nothing that could do anything in it. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  A: ['href'],
  ASIDE: [],
  B: [],
  BLOCKQUOTE: [],
  BR: [],
  CODE: [],
  DEL: [],
  EM: [],
  H4: [],
  H5: [],
  H6: [],
  HR: [],
  IMG: ['src', 'alt'],
  LI: [],
  OL: ['start'],
  P: [],
  PRE: [],
  STRONG: [],
  SUB: [],
  SUP: [],
  TABLE: [],
  TBODY: [],
  TD: [],
  TH: [],
  THEAD: [],
  TR: [],
  UL: [],
};

/** Markdown as plain HTML for a clipboard: drawn as the chat draws it, so it is as safe. */
export function markdownToHtml(text: string): string {
  const drawn = document.createElement('div');
  render(h(Markdown, { text }), drawn);
  const clean = document.createElement('div');
  clean.append(...cleaned(drawn.childNodes));
  render(null, drawn);
  return clean.innerHTML;
}

function cleaned(nodes: Iterable<Node>): Node[] {
  return [...nodes].flatMap((node) => {
    if (node instanceof Text) return [document.createTextNode(node.data)];
    if (!(node instanceof HTMLElement)) return [];
    if (node.matches('button, .ck-code-head, [aria-hidden="true"]')) return [];
    if (node.matches('.ck-md-check')) {
      return [document.createTextNode(node.hasAttribute('data-checked') ? '☑ ' : '☐ ')];
    }
    const children = cleaned(node.childNodes);
    const attributes = KEPT[node.tagName];
    if (!attributes) return children;
    const copy = document.createElement(headingOf(node) ?? node.tagName);
    for (const name of attributes) {
      const value = node.getAttribute(name);
      if (value !== null) copy.setAttribute(name, value);
    }
    copy.append(...children);
    return [copy];
  });
}

/** In a document of its own a heading has the level that its author gave it. */
function headingOf(node: HTMLElement): string | null {
  const level = node.dataset['level'];
  return level && /^[1-6]$/.test(level) && /^(H[4-6]|P)$/.test(node.tagName) ? `h${level}` : null;
}
