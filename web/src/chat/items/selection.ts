/** A passage of an answer that is selected. */
export interface Passage {
  readonly text: string;
  /** Where it is, in the coordinates of the window. */
  readonly rect: DOMRect;
}

/**
 * The passage of one answer that is selected in a shadow root; null where nothing is, or more than
 * one answer.
 */
export function selectedPassage(root: ShadowRoot): Passage | null {
  const range = rangeIn(root);
  if (!range || range.collapsed) return null;
  const message = answerAround(range.startContainer);
  if (!message || message !== answerAround(range.endContainer)) return null;
  const text = textOf(range);
  return text === '' ? null : { text, rect: range.getBoundingClientRect() };
}

function answerAround(node: Node): Element | null {
  const element = node instanceof Element ? node : node.parentElement;
  return element?.closest('.ck-assistant') ?? null;
}

interface ShadowSelection {
  getSelection?: () => Selection | null;
}

/** A selection as browsers give it that does not hide what is in the shadow root. */
function rangeIn(root: ShadowRoot): Range | null {
  const selection = document.getSelection();
  if (selection && 'getComposedRanges' in selection) {
    const [found] = selection.getComposedRanges({ shadowRoots: [root] });
    return found && root.contains(found.startContainer) ? toRange(found) : null;
  }
  // Chromium before it had composed ranges has a selection of the root's own; Firefox needs neither.
  const own = (root as ShadowSelection).getSelection?.() ?? selection;
  const range = own && own.rangeCount > 0 ? own.getRangeAt(0) : null;
  return range && root.contains(range.startContainer) ? range : null;
}

function toRange({ startContainer, startOffset, endContainer, endOffset }: AbstractRange): Range {
  const range = document.createRange();
  range.setStart(startContainer, startOffset);
  range.setEnd(endContainer, endOffset);
  return range;
}

const BLOCKS = new Set(['P', 'LI', 'PRE', 'TR', 'BLOCKQUOTE', 'H4', 'H5', 'H6', 'DIV']);

/** What is selected, a line for each block, without the controls in between. */
function textOf(range: Range): string {
  const content = range.cloneContents();
  for (const control of content.querySelectorAll('button, .ck-hover, .ck-sr')) control.remove();
  const lines: string[] = [''];
  const visit = (node: Node): void => {
    const isBlock = BLOCKS.has(node.nodeName);
    if (isBlock) lines.push('');
    if (node instanceof Text) lines[lines.length - 1] += node.data;
    else if (node.nodeName === 'BR') lines.push('');
    for (const child of node.childNodes) visit(child);
    if (isBlock) lines.push('');
  };
  visit(content);
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}
