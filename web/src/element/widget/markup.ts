/** What the markup of an element says that its widget is. */

const SCRIPT = 'script[type="application/json"]';

/**
 * The widget that the attribute or the script inside of an element has.
 *
 * @returns `null` if there is none, or not all of it yet: a page is read bit by bit.
 * @throws SyntaxError if it is no JSON.
 */
export function widgetOfMarkup(element: HTMLElement): unknown {
  const attribute = element.getAttribute('widget');
  if (attribute !== null) return JSON.parse(attribute);
  const script = element.querySelector(SCRIPT);
  if (!script?.textContent?.trim()) return null;
  try {
    return JSON.parse(script.textContent);
  } catch (error) {
    if (element.ownerDocument.readyState === 'loading') return null;
    throw error;
  }
}

/** Calls back whenever what is inside of the element changes, and when the page is read to its end. */
export class MarkupObserver {
  readonly #changed: () => void;
  readonly #observer: MutationObserver;

  constructor(changed: () => void) {
    this.#changed = changed;
    this.#observer = new MutationObserver(changed);
  }

  connect(element: HTMLElement): void {
    this.#observer.observe(element, { childList: true, subtree: true, characterData: true });
    if (element.ownerDocument.readyState === 'loading') {
      element.ownerDocument.addEventListener('DOMContentLoaded', this.#changed, { once: true });
    }
  }

  disconnect(): void {
    this.#observer.disconnect();
  }
}
