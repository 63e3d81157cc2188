/**
 * Where things are in the text field. A field does not tell; the layer behind it has the same text at
 * the same places.
 */

/** The place of the character at an offset of a layer's text, in the viewport. */
export function rectAt(layer: HTMLElement, offset: number): DOMRect {
  const range = document.createRange();
  const walker = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT);
  let left = offset;
  for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
    if (left < node.length) {
      range.setStart(node, left);
      range.setEnd(node, left + 1);
      // The DOM of somebody's tests draws nothing.
      const [rect] = range.getClientRects?.() ?? [];
      if (rect) return rect;
    }
    left -= node.length;
  }
  return layer.getBoundingClientRect();
}

/** The tag, by its number, that is drawn at a point of the viewport. */
export function tagAtPoint(layer: HTMLElement, x: number, y: number): number | null {
  const marks = [...layer.querySelectorAll('mark')];
  const index = marks.findIndex((mark) =>
    [...mark.getClientRects()].some(
      ({ left, right, top, bottom }) => left <= x && x <= right && top <= y && y <= bottom,
    ),
  );
  return index === -1 ? null : index;
}

/** Scrolls so far that a place is in view. */
export function reveal(scroller: HTMLElement, { top, bottom }: DOMRect): void {
  const box = scroller.getBoundingClientRect();
  if (bottom > box.bottom) scroller.scrollTop += bottom - box.bottom;
  else if (top < box.top) scroller.scrollTop -= box.top - top;
}
