import { h, render } from 'preact';
import type { Chat } from '../model';
import rules from './document.css?inline';
import { PrintDocument } from './PrintDocument';

/** How long a print waits for its pictures, in milliseconds: paper without them is better than none. */
const PICTURES = 10_000;

/**
 * Prints the whole thread that is shown, however much of it is loaded, and nothing of the page around the chat: it is drawn once more, in a frame
 * of its own that nobody sees.
 */
export async function printThread(chat: Chat): Promise<void> {
  const items = await chat.session.current.value.readAll();
  const frame = document.createElement('iframe');
  frame.setAttribute('aria-hidden', 'true');
  frame.tabIndex = -1;
  Object.assign(frame.style, {
    position: 'fixed',
    insetInlineStart: '-10000px',
    width: '800px',
    height: '600px',
    border: '0',
  });
  document.body.append(frame);
  const view = frame.contentWindow;
  if (!view) throw new Error('The browser gives no frame to print from.');
  const host = view.document.createElement('div');
  const root = host.attachShadow({ mode: 'open' });
  adoptCopies(chat.root, root, view);
  view.document.title = document.title;
  view.document.body.append(host);
  render(h(PrintDocument, { chat, items }), root);

  const remove = () => {
    render(null, root);
    frame.remove();
  };
  try {
    await pictures(root);
    view.addEventListener('afterprint', remove, { once: true });
    view.focus();
    view.print();
  } catch (thrown) {
    remove();
    throw thrown;
  }
}

/** A document takes only sheets that were made in it. */
function adoptCopies(from: ShadowRoot | null, to: ShadowRoot, view: Window): void {
  const { CSSStyleSheet: Sheet } = view as Window & typeof globalThis;
  const screen = (from?.adoptedStyleSheets ?? []).map((sheet) =>
    [...sheet.cssRules].map((rule) => rule.cssText).join('\n'),
  );
  to.adoptedStyleSheets = [...screen, rules].map((css) => {
    const copy = new Sheet();
    copy.replaceSync(css);
    return copy;
  });
}

async function pictures(root: ShadowRoot): Promise<void> {
  const loads = [...root.querySelectorAll('img')].map((image) => {
    // What is out of sight would wait to be scrolled to.
    image.loading = 'eager';
    if (image.complete) return undefined;
    return new Promise<void>((resolve) => {
      image.addEventListener('load', () => resolve(), { once: true });
      image.addEventListener('error', () => resolve(), { once: true });
    });
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PICTURES);
  });
  await Promise.race([Promise.all(loads), late]);
  clearTimeout(timer);
}
