import type { Nodes, Parents, PhrasingContent, RootContent } from 'mdast';

/** Where a half-written construct can be at the end of a block. */
const OPEN_ENDED = new Set<Nodes['type']>([
  'paragraph',
  'heading',
  'blockquote',
  'list',
  'listItem',
  'emphasis',
  'strong',
  'delete',
]);

const text = (value: string): PhrasingContent[] => (value === '' ? [] : [{ type: 'text', value }]);

type Completion = readonly [RegExp, (match: RegExpExecArray) => PhrasingContent[]];

/** What the end of a text will become, most specific first. */
const COMPLETIONS: readonly Completion[] = [
  // `code
  [/`+([^`]+)$/, ([, value = '']) => [{ type: 'inlineCode', value }]],
  // ![a picture](https://exam
  [/!\[[^[\]]*(?:\](?:\([^()\s]*)?)?$/, () => []],
  // [a link](https://exam
  [/\[([^[\]]+)\]\([^()\s]*$/, ([, label = '']) => text(label)],
  // **bold
  [
    /(?:\*\*|__)(?=\S)([^*_]+)[*_]?$/,
    ([, inner = '']) => [{ type: 'strong', children: text(inner) }],
  ],
  // ~~gone, ~~gone~
  [/~~(?=\S)([^~]+)~?$/, ([, inner = '']) => [{ type: 'delete', children: text(inner) }]],
  // *slanted
  [
    /(?<![\p{L}\p{N}*_])[*_](?=[^\s*_])([^*_]+)$/u,
    ([, inner = '']) => [{ type: 'emphasis', children: text(inner) }],
  ],
  // A marker with nothing behind it yet.
  [/(?<=^|\s)(?:\*{1,3}|_{1,3}|~~|`{1,2})$/, () => []],
];

function completeText(value: string): PhrasingContent[] | null {
  for (const [pattern, complete] of COMPLETIONS) {
    const match = pattern.exec(value);
    if (match) return [...text(value.slice(0, match.index)), ...complete(match)];
  }
  return null;
}

/**
 * The last block of a text that is still being written, as it will look when its half-written ending
 * is complete: a bold word is bold from its first letter on, instead of starting with two asterisks.
 */
export function completeTail(block: RootContent): RootContent {
  return complete(block) as RootContent;
}

function complete(node: Nodes): Nodes {
  if (!OPEN_ENDED.has(node.type) || !('children' in node)) return node;
  const children: Nodes[] = [...node.children];
  const last = children.pop();
  if (!last) return node;
  const before = children.at(-1);
  if (last.type === 'text') {
    const completed = completeText(last.value);
    return completed ? withChildren(node, [...children, ...completed]) : node;
  }
  const joined = before?.type === 'text' ? joinTail(before.value, last) : null;
  if (joined) return withChildren(node, [...children.slice(0, -1), ...joined]);
  return withChildren(node, [...children, complete(last)]);
}

/** What a text and the construct behind it will be together. */
function joinTail(before: string, last: Nodes): PhrasingContent[] | null {
  if (last.type === 'link') {
    // [a link](https://exam, whose address is taken for a link of its own
    const match = /(!?)\[([^[\]]+)\]\($/.exec(before);
    if (!match) return null;
    const [, isImage, label = ''] = match;
    return text(before.slice(0, match.index) + (isImage ? '' : label));
  }
  if (last.type === 'emphasis' && /[*_]$/.test(before)) {
    // **bold*, which is one marker short
    return [...text(before.slice(0, -1)), { type: 'strong', children: last.children }];
  }
  return null;
}

function withChildren(node: Parents, children: readonly Nodes[]): Nodes {
  return { ...node, children } as Nodes;
}
