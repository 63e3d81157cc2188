import type { FontObject } from '@openai/chatkit';

const registered = new WeakMap<Document, Set<string>>();

/**
 * Makes the page's fonts known to the document, where alone a shadow root finds them. The browser
 * fetches one when text first uses it.
 */
export function registerFonts(sources: readonly FontObject[], target: Document): void {
  if (typeof FontFace === 'undefined') return;
  const known = registered.get(target) ?? new Set<string>();
  registered.set(target, known);
  for (const source of sources) {
    const identity = JSON.stringify(source);
    if (known.has(identity)) continue;
    known.add(identity);
    const { family, src, weight, style, display, unicodeRange } = source;
    const face = new FontFace(family, `url(${JSON.stringify(src)})`, {
      ...(weight === undefined ? {} : { weight: String(weight) }),
      ...(style === undefined ? {} : { style }),
      ...(display === undefined ? {} : { display }),
      ...(unicodeRange === undefined ? {} : { unicodeRange }),
    });
    target.fonts.add(face);
  }
}
