/** The least distance to the edges of the window, and between a card and what it belongs to, in pixels. */
const EDGE = 8;
const GAP = 6;

/**
 * Puts a card of the top layer next to a place: below it, or above where there is more room.
 *
 * @param anchor In the coordinates of the window.
 */
export function placeCard(card: HTMLElement, anchor: DOMRect, prefer: 'above' | 'below'): void {
  const { innerWidth: width, innerHeight: height } = window;
  const { offsetWidth, offsetHeight } = card;
  const above = anchor.top - GAP - offsetHeight;
  const below = anchor.bottom + GAP;
  const fitsAbove = above >= EDGE;
  const fitsBelow = below + offsetHeight <= height - EDGE;
  const isAbove = prefer === 'above' ? fitsAbove || !fitsBelow : fitsAbove && !fitsBelow;
  const middle = anchor.left + anchor.width / 2 - offsetWidth / 2;
  card.style.left = `${clamp(middle, EDGE, width - EDGE - offsetWidth)}px`;
  card.style.top = `${clamp(isAbove ? above : below, EDGE, height - EDGE - offsetHeight)}px`;
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
