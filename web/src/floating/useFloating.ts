import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

const MARGIN = 8;
const GAP = 8;
/** How high a popover gets where it does not say, in pixels. */
const HEIGHT = 360;

export type Side = 'top' | 'bottom' | 'left' | 'right';
export type Align = 'start' | 'center' | 'end';

interface Placement {
  /** What it belongs to, in the viewport; null while that is not there. */
  readonly anchor: () => DOMRect | null | undefined;
  /** Where it goes if there is room: above its anchor by default. */
  readonly side?: Side | undefined;
  /** Which of its edges is at the anchor's: its start by default. */
  readonly align?: Align | undefined;
  /** How high it gets, in pixels. */
  readonly height?: number;
  /** Whether it is at least as wide as its anchor. */
  readonly isWide?: boolean | undefined;
  /** Whether it rather covers its anchor than be cut where there is little room. */
  readonly isWhole?: boolean | undefined;
}

/** What can be seen of the page, in the coordinates of its window, without a margin. */
function visibleBox() {
  const view = window.visualViewport;
  const { clientWidth, clientHeight } = document.documentElement;
  const left = (view?.offsetLeft ?? 0) + MARGIN;
  const top = (view?.offsetTop ?? 0) + MARGIN;
  const width = (view?.width ?? clientWidth) - 2 * MARGIN;
  const height = (view?.height ?? clientHeight) - 2 * MARGIN;
  return { left, top, width, height, right: left + width, bottom: top + height };
}

/** Puts a popover beside its anchor, inside of what can be seen. */
function place(popover: HTMLElement, anchor: DOMRect, placement: Placement): void {
  const { side = 'top', align = 'start', height: most = HEIGHT, isWide, isWhole } = placement;
  const box = visibleBox();
  const { style } = popover;
  style.right = 'auto';
  style.maxWidth = `${box.width}px`;
  style.maxHeight = `${Math.min(box.height, most)}px`;
  if (isWide) style.minWidth = `${Math.min(anchor.width, box.width)}px`;
  const { offsetWidth: width, offsetHeight: height } = popover;
  const setLeft = (x: number) => {
    style.left = `${Math.max(box.left, Math.min(x, box.right - width))}px`;
  };
  const setTop = (y: number) => {
    style.top = `${Math.max(box.top, Math.min(y, box.bottom - height))}px`;
    style.bottom = 'auto';
  };

  const before = anchor.left - GAP - box.left;
  const after = box.right - anchor.right - GAP;
  if ((side === 'left' || side === 'right') && Math.max(before, after) >= width) {
    const isLeft = side === 'left' ? before >= width : after < width;
    setLeft(isLeft ? anchor.left - GAP - width : anchor.right + GAP);
    setTop(anchor.top + (anchor.height - height) * { start: 0, center: 0.5, end: 1 }[align]);
    return;
  }

  const isRtl = getComputedStyle(popover).direction === 'rtl';
  const isAtLeft = (align === 'start') !== isRtl;
  if (align === 'center') setLeft((anchor.left + anchor.right - width) / 2);
  else setLeft(isAtLeft ? anchor.left : anchor.right - width);

  const above = anchor.top - GAP - box.top;
  const below = box.bottom - anchor.bottom - GAP;
  if (isWhole && height > Math.max(above, below)) {
    setTop(anchor.bottom + GAP);
    return;
  }
  const wanted = isWhole ? height : most;
  const isAbove =
    side === 'top' ? above >= wanted || above >= below : below < wanted && above > below;
  style.maxHeight = `${Math.max(0, Math.min(isAbove ? above : below, most))}px`;
  // From the anchor it grows away.
  style.top = isAbove ? 'auto' : `${anchor.bottom + GAP}px`;
  style.bottom = isAbove ? `${document.documentElement.clientHeight - anchor.top + GAP}px` : 'auto';
}

/**
 * Shows an element in the top layer for as long as it is drawn, at a place that follows its anchor.
 *
 * @param changes What its size or its anchor depends on.
 */
export function useFloating(
  popover: RefObject<HTMLElement | null>,
  placement: Placement,
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
      const rect = placement.anchor();
      if (popover.current && rect) place(popover.current, rect, placement);
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
  }, [popover, placement.align, placement.side, ...changes]);
}
