/**
 * Stylesheets of a shadow root, without `style` elements or attributes: a strict content security
 * policy allows constructed sheets, and what scripts set on them.
 */

/** A DOM without constructed sheets is one that draws nothing, in somebody's tests: it needs no style. */
function canConstruct(): boolean {
  return typeof CSSStyleSheet === 'function' && 'replaceSync' in CSSStyleSheet.prototype;
}

const constructed = new WeakMap<Document, Map<string, CSSStyleSheet>>();

/** Applies rules to a root, once. Roots of one document with the same rules share one sheet. */
export function adoptRules(root: ShadowRoot, css: string): void {
  if (!canConstruct()) return;
  // A document takes only sheets that were made in it, and paper is a document of its own.
  const document = root.ownerDocument;
  const known = constructed.get(document) ?? new Map<string, CSSStyleSheet>();
  constructed.set(document, known);
  let sheet = known.get(css);
  if (!sheet) {
    const { CSSStyleSheet: Sheet } = (document.defaultView ?? window) as typeof globalThis;
    sheet = new Sheet();
    sheet.replaceSync(css);
    known.set(css, sheet);
  }
  if (root.adoptedStyleSheets.includes(sheet)) return;
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

/** Variables on the host of one root, as the options set them. */
export class HostVariables {
  readonly #declarations: CSSStyleDeclaration | null = null;

  constructor(root: ShadowRoot) {
    if (!canConstruct()) return;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(':host {}');
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    this.#declarations = (sheet.cssRules[0] as CSSStyleRule).style;
  }

  /** Replaces all variables that were set before. A value that is no CSS value is left out. */
  set(variables: ReadonlyMap<string, string>): void {
    const declarations = this.#declarations;
    if (!declarations) return;
    for (const name of Array.from(declarations)) {
      if (!variables.has(name)) declarations.removeProperty(name);
    }
    for (const [name, value] of variables) declarations.setProperty(name, value);
  }
}
