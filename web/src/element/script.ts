/** A script element that loads the element: `/chatkit.js`, `/chatkit-widget.js` or `/chatkit@VERSION.js`. */
const SCRIPT_NAME = /\/chatkit(-widget)?(@[\w.+-]+)?\.js$/;

// Known only while a classic script runs for the first time, which is now.
const current = typeof document === 'undefined' ? null : document.currentScript;

/**
 * The address that this script came from, and that its chunks and its server are found by.
 *
 * In this order: what the page says with `data-chatkit-base` on any of its elements, the script that
 * runs, and the first script element that names `chatkit.js`, for a module has no current script.
 *
 * @returns `null` where none of these is there.
 */
export function scriptUrl(): URL | null {
  const said = document.querySelector<HTMLElement>('[data-chatkit-base]');
  if (said) return new URL(said.dataset['chatkitBase'] ?? '', document.baseURI);
  const sources = [current, ...document.querySelectorAll('script[src]')]
    .filter((script) => script instanceof HTMLScriptElement)
    .map(({ src }) => src)
    .filter((src) => URL.canParse(src))
    .map((src) => new URL(src));
  return (
    (current && sources[0]) ?? sources.find(({ pathname }) => SCRIPT_NAME.test(pathname)) ?? null
  );
}

/** What a policy with nonces wants of the elements that this script adds. */
export function scriptNonce(): string {
  return current?.nonce ?? '';
}

/** The folder of the chunks, beside the script. */
export function chunkFolder(): URL {
  const script = scriptUrl();
  if (script) return new URL('chatkit/', script);
  throw new Error(
    'Where chatkit.js came from is not known: name its folder with data-chatkit-base on an element.',
  );
}
