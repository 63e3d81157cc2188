import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

const MARGIN = 8;
const GAP = 8;
/** How high a popover gets, in pixels. */
const HEIGHT = 360;

interface Placement {
  /** What it belongs to, in the viewport; null while that is not there. */
  readonly anchor: () => DOMRect | null | undefined;
  /** Whether its end, not its start, is at the anchor's. */
  readonly atEnd?: boolean | undefined;
}

/** Puts a popover beside its anchor: above it if there is room, inside of what can be seen. */
function place(popover: HTMLElement, rect: DOMRect, atEnd: boolean): void {
  const view = window.visualViewport;
  const left = view?.offsetLeft ?? 0;
  const top = view?.offsetTop ?? 0;
  const { clientWidth, clientHeight } = document.documentElement;
  const width = view?.width ?? clientWidth;
  const height = view?.height ?? clientHeight;
  const above = rect.top - top - GAP - MARGIN;
  const below = top + height - rect.bottom - GAP - MARGIN;

  const { style } = popover;
  const isAbove = above >= HEIGHT || above >= below;
  style.maxWidth = `${width - 2 * MARGIN}px`;
  style.maxHeight = `${Math.max(0, Math.min(isAbove ? above : below, HEIGHT))}px`;
  // From the anchor it grows away.
  style.top = isAbove ? 'auto' : `${rect.bottom + GAP}px`;
  style.bottom = isAbove ? `${clientHeight - rect.top + GAP}px` : 'auto';

  const isRtl = getComputedStyle(popover).direction === 'rtl';
  const { offsetWidth } = popover;
  const wanted = atEnd === isRtl ? rect.left : rect.right - offsetWidth;
  const most = left + width - offsetWidth - MARGIN;
  style.left = `${Math.max(left + MARGIN, Math.min(wanted, most))}px`;
  style.right = 'auto';
}

/**
 * Shows an element in the top layer for as long as it is drawn, at a place that follows its anchor.
 *
 * @param changes What its size or its anchor depends on.
 */
export function useFloating(
  popover: RefObject<HTMLElement | null>,
  { anchor, atEnd = false }: Placement,
  changes: readonly unknown[],
): void {
  useLayoutEffect(() => {
    const element = popover.current;
    // The DOM of somebody's tests has no top layer.
    if (element?.isConnected) element.showPopover?.();
  }, [popover]);
  useLayoutEffect(() => {
    const update = (event?: Event) => {
      // What scrolls inside of it moves nothing.
      if (event && event.target instanceof Node && popover.current?.contains(event.target)) return;
      const rect = anchor();
      if (popover.current && rect) place(popover.current, rect, atEnd);
    };
    update();
    const view = window.visualViewport;
    // The window does not hear what scrolls in the shadow.
    const scopes = [window, popover.current?.getRootNode()];
    window.addEventListener('resize', update);
    for (const scope of scopes) scope?.addEventListener('scroll', update, true);
    view?.addEventListener('resize', update);
    view?.addEventListener('scroll', update);
    return () => {
      window.removeEventListener('resize', update);
      for (const scope of scopes) scope?.removeEventListener('scroll', update, true);
      view?.removeEventListener('resize', update);
      view?.removeEventListener('scroll', update);
    };
  }, [popover, atEnd, ...changes]);
}
