/**
 * Stylesheets of a shadow root, without `style` elements or attributes: a strict content security
 * policy allows constructed sheets, and what scripts set on them. A document takes only sheets that
 * were made in it, and a root that comes into another document has lost those that it had.
 */

/** By document and text: roots with the same rules share one sheet. */
const constructed = new WeakMap<Document, Map<string, CSSStyleSheet>>();
/** The texts of all rules of a root, in order. */
const rulesOf = new WeakMap<ShadowRoot, Set<string>>();

/** @returns Null in a document that draws nothing: it needs no style. */
function construct(target: Document, css: string): CSSStyleSheet | null {
  const Sheet = (target.defaultView as (Window & typeof globalThis) | null)?.CSSStyleSheet;
  // There may be an old DOM without constructed sheets in somebody's tests.
  if (!Sheet || !('replaceSync' in Sheet.prototype)) return null;
  const sheet = new Sheet();
  sheet.replaceSync(css);
  return sheet;
}

function shared(target: Document, css: string): CSSStyleSheet | null {
  const sheets = constructed.get(target) ?? new Map<string, CSSStyleSheet>();
  constructed.set(target, sheets);
  const sheet = sheets.get(css) ?? construct(target, css);
  if (sheet) sheets.set(css, sheet);
  return sheet;
}

function adopt(root: ShadowRoot, sheet: CSSStyleSheet | null): void {
  if (sheet) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

/** Applies rules to a root, once. */
export function adoptRules(root: ShadowRoot, css: string): void {
  const rules = rulesOf.get(root) ?? new Set<string>();
  rulesOf.set(root, rules);
  if (rules.has(css)) return;
  rules.add(css);
  adopt(root, shared(root.ownerDocument, css));
}

/** Variables on the host of one root, as the options set them. */
export class HostVariables {
  readonly #root: ShadowRoot;
  #declarations: CSSStyleDeclaration | null = null;
  #variables: ReadonlyMap<string, string> = new Map();

  constructor(root: ShadowRoot) {
    this.#root = root;
    this.#adopt();
  }

  /** Replaces all variables that were set before. A value that is no CSS value is left out. */
  set(variables: ReadonlyMap<string, string>): void {
    this.#variables = variables;
    const declarations = this.#declarations;
    if (!declarations) return;
    for (const name of Array.from(declarations)) {
      if (!variables.has(name)) declarations.removeProperty(name);
    }
    for (const [name, value] of variables) declarations.setProperty(name, value);
  }

  /** The root is in another document: its rules and these variables are made anew there. */
  moved(): void {
    const root = this.#root;
    root.adoptedStyleSheets = [];
    for (const css of rulesOf.get(root) ?? []) adopt(root, shared(root.ownerDocument, css));
    this.#adopt();
    this.set(this.#variables);
  }

  #adopt(): void {
    const sheet = construct(this.#root.ownerDocument, ':host {}');
    adopt(this.#root, sheet);
    this.#declarations = sheet && (sheet.cssRules[0] as CSSStyleRule).style;
  }
}
