import { common, createLowlight } from 'lowlight';

/** A piece of code in one colour; `kind` is null where it has none. */
export interface Token {
  readonly kind: string | null;
  readonly text: string;
}

const lowlight = createLowlight(common);

/** What the library tells apart, as the kinds that have colours. */
const KINDS: Readonly<Record<string, string>> = {
  comment: 'comment',
  quote: 'comment',
  doctag: 'comment',
  keyword: 'keyword',
  'selector-tag': 'keyword',
  name: 'keyword',
  operator: 'keyword',
  literal: 'number',
  number: 'number',
  string: 'string',
  regexp: 'string',
  char: 'string',
  symbol: 'string',
  link: 'string',
  title: 'name',
  section: 'name',
  type: 'type',
  built_in: 'type',
  class: 'type',
  'selector-class': 'type',
  'selector-id': 'type',
  attr: 'property',
  attribute: 'property',
  property: 'property',
  'selector-attr': 'property',
  'selector-pseudo': 'property',
  variable: 'variable',
  'template-variable': 'variable',
  'template-tag': 'variable',
  params: 'variable',
  meta: 'meta',
  bullet: 'meta',
  addition: 'addition',
  deletion: 'deletion',
};

/** Whether the code of a language can be coloured. */
export function knowsLanguage(language: string): boolean {
  return lowlight.registered(language.toLowerCase());
}

/** Code in pieces; all of it in one where its language is not known. */
export function colorCode(language: string, code: string): Token[] {
  if (!knowsLanguage(language)) return [{ kind: null, text: code }];
  const tokens: Token[] = [];
  collect(lowlight.highlight(language.toLowerCase(), code), null, tokens);
  return tokens;
}

type Node =
  | ReturnType<typeof lowlight.highlight>
  | ReturnType<typeof lowlight.highlight>['children'][number];

function collect(node: Node, kind: string | null, tokens: Token[]): void {
  if (node.type === 'text') {
    const last = tokens.at(-1);
    if (last?.kind === kind) tokens[tokens.length - 1] = { kind, text: last.text + node.value };
    else tokens.push({ kind, text: node.value });
  } else if (node.type === 'root' || node.type === 'element') {
    const own = node.type === 'element' ? kindOf(node.properties['className']) : undefined;
    for (const child of node.children) collect(child, own ?? kind, tokens);
  }
}

/** `['hljs-title', 'function_']` is a title. */
function kindOf(classes: unknown): string | undefined {
  const name: unknown = Array.isArray(classes) ? classes[0] : undefined;
  return typeof name === 'string' ? KINDS[name.replace(/^hljs-/, '')] : undefined;
}
