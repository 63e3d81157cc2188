import { type Delimiter, type Items, pairDelimiters } from './delimiters';
import type { Bracket } from './inlines';
import type { Inline, Styled } from './nodes';

/** A label longer than this is text after a bracket. */
const MAX_LABEL = 200;

/**
 * What is half-written at the end of a text, as it will be when it is complete: a bold word is bold
 * from its first letter on, instead of starting with two asterisks that vanish later.
 */
export function closeOpenEnds(
  items: Items,
  delimiters: Delimiter[],
  brackets: readonly Bracket[],
): void {
  const trailing = delimiters.at(-1);
  if (trailing && trailing.item === items.at(-1)) shortenTrailing(items, delimiters, trailing);
  pairDelimiters(items, delimiters, 0);
  for (const bracket of brackets.toReversed()) hideBracket(items, bracket);
  for (const delimiter of delimiters.toReversed()) closeDelimiter(items, delimiter);
}

/** Of a run of markers at the very end only those are kept that close something: the rest are to be. */
function shortenTrailing(items: Items, delimiters: Delimiter[], trailing: Delimiter): void {
  let used = 0;
  for (const opener of delimiters.slice(0, -1).reverse()) {
    if (!trailing.canClose || opener.sign !== trailing.sign || !opener.canOpen) continue;
    if (used + opener.length > trailing.length) break;
    used += opener.length;
  }
  delimiters.pop();
  items.pop();
  if (used === 0) return;
  const { start } = trailing.item.node;
  const value = trailing.sign.repeat(used);
  const item = { node: { type: 'text', value, start, end: start + used } as const };
  items.push(item);
  delimiters.push({ ...trailing, item, length: used, original: used });
}

function hideBracket(items: Items, bracket: Bracket): void {
  const index = items.indexOf(bracket.item);
  if (index < 0) return;
  const label = textOf(items.slice(index + 1).map((item) => item.node));
  if (bracket.isImage || label.startsWith('^')) items.length = index;
  else if (label === '' || isLinkLabel(label)) items.splice(index, 1);
}

/** Rather the text of a link than a number in brackets, an index or a box to tick. */
export function isLinkLabel(label: string): boolean {
  return label.length <= MAX_LABEL && !/^(?:[\s\d^]|x?$)/i.test(label);
}

/** Whether what follows the text of a link may be the start of its address. */
export function isUnfinishedTarget(text: string, at: number): boolean {
  return /^(?:$|\(\s*<?[^\s<>()]*(?:\([^\s()]*\)?[^\s()]*)*(?:\s+(?:["'(][^)]*)?)?$|\[[^[\]]*$)/.test(
    text.slice(at),
  );
}

function closeDelimiter(items: Items, { sign, length, item, canOpen }: Delimiter): void {
  const index = items.indexOf(item);
  if (!canOpen || index < 0 || index === items.length - 1) return;
  if (sign === '*' && length === 1 && isInWord(items[index - 1]?.node)) return;
  let children = items.splice(index + 1).map((inside) => inside.node);
  const { start } = item.node;
  const end = children.at(-1)?.end ?? start;
  const types: Styled['type'][] =
    sign === '~'
      ? ['delete']
      : length === 1
        ? ['emphasis']
        : length === 2
          ? ['strong']
          : ['strong', 'emphasis'];
  for (const type of types) children = [{ type, start, end, children }];
  item.node = children[0] ?? item.node;
}

const isInWord = (before: Inline | undefined): boolean =>
  before?.type === 'text' && /[\p{L}\p{N}]$/u.test(before.value);

/** The words of some nodes, without marks. */
export function textOf(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => {
      if ('value' in node) return node.value;
      if ('alt' in node) return node.alt;
      if (node.type === 'break') return '\n';
      return 'children' in node ? textOf(node.children) : '';
    })
    .join('');
}
