import temml from 'temml';

/** An element of MathML, or text. */
export type MathNode = string | MathElement;

export interface MathElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly style: Readonly<Record<string, string>>;
  readonly children: readonly MathNode[];
}

export type Formula =
  | { readonly math: MathElement }
  /** What is wrong with it, if the parser says so: in English, in its words. */
  | { readonly error: string | null };

/** Longer than this it is no formula that anybody reads. */
const MAX_LENGTH = 5_000;
/** More elements than this would hold the page up. */
const MAX_ELEMENTS = 5_000;
const MAX_DEPTH = 100;
/** How often macros are expanded: a few lines of TeX can define one that never ends. */
const MAX_EXPANSIONS = 500;
/** The largest rule or space, in em. */
const MAX_SIZE: [number, number] = [25, 100];
const CACHE_SIZE = 300;

const cache = new Map<string, Formula>();

/** What TeX says, as MathML. The same object for the same formula, as long as it is remembered. */
export function parseTex(tex: string, display: boolean): Formula {
  const key = `${display ? 'block' : 'inline'} ${tex}`;
  const known = cache.get(key);
  if (known) return known;
  const formula = convert(tex, display);
  const oldest = cache.size >= CACHE_SIZE ? cache.keys().next().value : undefined;
  if (oldest !== undefined) cache.delete(oldest);
  cache.set(key, formula);
  return formula;
}

function convert(tex: string, display: boolean): Formula {
  if (tex.length > MAX_LENGTH) return { error: null };
  try {
    const tree: unknown = temml.__renderToMathMLTree(tex, {
      displayMode: display,
      throwOnError: true,
      strict: false,
      trust: false,
      maxExpand: MAX_EXPANSIONS,
      maxSize: MAX_SIZE,
    });
    const math = new Sanitizer().element(tree, 0);
    if (math?.tag !== 'math') return { error: null };
    return { math: { ...math, attributes: { ...math.attributes, alttext: tex } } };
  } catch (error) {
    // Whatever a parser does with what anybody may write, the text around it is to be shown.
    const isParseError = error instanceof Error && error.name === 'ParseError';
    return { error: isParseError ? reasonOf(error.message) : null };
  }
}

/** The parser's message without the piece of the formula that it quotes. */
const reasonOf = (message: string): string =>
  message.replace(/ at (?:position|end)[\s\S]*$/, '').trim();

const TAGS = new Set(
  'math mrow mi mn mo ms mtext mspace mstyle mfrac msqrt mroot msub msup msubsup munder mover munderover mmultiscripts mprescripts none mtable mtr mtd mpadded mphantom menclose merror'.split(
    ' ',
  ),
);

const ATTRIBUTES = new Set(
  'accent accentunder columnalign columnspan depth display displaystyle fence form height largeop linebreak linethickness lspace mathbackground mathcolor mathsize mathvariant maxsize minsize movablelimits notation rowspacing rspace scriptlevel separator stretchy symmetric voffset width'.split(
    ' ',
  ),
);

const STYLES = new Set(
  'border borderBottom borderLeft borderRight borderTop bottom color display fontWeight height justifyContent left marginLeft mathDepth padding paddingBottom paddingLeft paddingRight paddingTop right textAlign transform whiteSpace width'.split(
    ' ',
  ),
);

/** The shape of the library's nodes. It is checked, since the library says nothing of it. */
interface TreeNode {
  type?: unknown;
  text?: unknown;
  attributes?: unknown;
  classes?: unknown;
  style?: unknown;
  children?: unknown;
}

/** Takes over what is known to be harmless, and of the rest only what is inside of it. */
class Sanitizer {
  #left = MAX_ELEMENTS;

  element(value: unknown, depth: number): MathElement | null {
    const [node] = this.#nodes(value, depth);
    return typeof node === 'object' ? node : null;
  }

  #nodes(value: unknown, depth: number): MathNode[] {
    if (typeof value !== 'object' || value === null) return [];
    const node: TreeNode = value;
    if (typeof node.text === 'string') return [node.text];
    this.#left -= 1;
    if (this.#left < 0 || depth > MAX_DEPTH) throw new Error('The formula is too large.');
    const children = Array.isArray(node.children)
      ? node.children.flatMap((child: unknown) => this.#nodes(child, depth + 1))
      : [];
    if (typeof node.type !== 'string' || !TAGS.has(node.type)) return children;
    const attributes = strings(node.attributes, ATTRIBUTES);
    const classes = Array.isArray(node.classes)
      ? node.classes.filter((name) => typeof name === 'string' && /^tml-[\w-]+$/.test(name))
      : [];
    if (classes.length > 0) attributes['class'] = classes.join(' ');
    return [{ tag: node.type, attributes, style: strings(node.style, STYLES), children }];
  }
}

function strings(values: unknown, allowed: ReadonlySet<string>): Record<string, string> {
  const found: Record<string, string> = {};
  if (typeof values !== 'object' || values === null) return found;
  for (const [name, value] of Object.entries(values)) {
    const isScalar = typeof value === 'string' || typeof value === 'number' || value === true;
    if (allowed.has(name) && isScalar && isHarmless(String(value))) found[name] = String(value);
  }
  return found;
}

const LENGTH = /(-?[\d.]+)(em|ex|mu|pt|px|mm|cm|in|pc|bp|%)/g;
/** How far a formula may reach over what is beside it, and how far it may push that away. */
const LEAST = -3;
const MOST = 150;
/** How many of a unit are about an em. */
const PER_EM: Readonly<Record<string, number>> = {
  pt: 12,
  px: 16,
  mm: 5.6,
  '%': 1,
  mu: 18,
  bp: 12,
};

/** Nothing is loaded, and no length moves a part of a formula onto other text. */
function isHarmless(value: string): boolean {
  if (/url\(/i.test(value)) return false;
  for (const [, number, unit = ''] of value.matchAll(LENGTH)) {
    const length = Number(number) / (PER_EM[unit] ?? 1);
    if (length < LEAST || length > MOST) return false;
  }
  return true;
}
