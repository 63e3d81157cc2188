/**
 * Puts text on the clipboard.
 *
 * @returns False when the browser does not let it.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // Refused: by a permission policy, or because the page has no focus. The old way may still work.
  }
  return copyBySelection(text);
}

/**
 * Puts markdown on the clipboard as it is, and as the rich text that it stands for: the receiver
 * takes its pick.
 *
 * @returns False when the browser does not let it.
 */
export async function copyMarkdown(text: string): Promise<boolean> {
  try {
    if (navigator.clipboard && typeof ClipboardItem !== 'undefined') {
      const blobOf = (content: string, type: string) => new Blob([content], { type });
      // What has to be fetched first may come later, but the press of the button counts only now.
      const html = import('../later').then(({ markdownToHtml }) => markdownToHtml(text));
      const item = new ClipboardItem({
        'text/plain': blobOf(text, 'text/plain'),
        'text/html': html.then((content) => blobOf(content, 'text/html')),
      });
      await navigator.clipboard.write([item]);
      return true;
    }
  } catch {
    // Refused, or a browser that only takes plain text.
  }
  return copyText(text);
}

/** The way for pages without a secure context, where there is no clipboard interface. */
function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.style.position = 'fixed';
  field.style.opacity = '0';
  const focused = document.activeElement;
  document.body.append(field);
  field.select();
  const copied = document.execCommand?.('copy') ?? false;
  field.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return copied;
}
