import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Layout } from './layout';
import { Readout, type ReadoutProps } from './Readout';

/** Between the tooltip and what it tells of, and between it and the edges of the window. */
const SPACE = 12;
const EDGE = 8;

interface TooltipProps extends ReadoutProps {
  box: RefObject<HTMLElement | null>;
  layout: Layout;
}

/**
 * The values of a category, beside it. It is in the top layer: no card may cut it off. Nobody is
 * told of it who does not see it; see `Plot`.
 */
export function Tooltip({ box, layout, ...readout }: TooltipProps) {
  const ref = useRef<HTMLDivElement>(null);
  const { index } = readout;
  useLayoutEffect(() => {
    const tip = ref.current;
    if (!tip || typeof tip.showPopover !== 'function') return;
    tip.showPopover();
  }, []);
  useLayoutEffect(() => {
    const place = () => {
      if (ref.current && box.current) put(ref.current, box.current, layout, index);
    };
    place();
    window.addEventListener('scroll', place, { capture: true, passive: true });
    return () => window.removeEventListener('scroll', place, { capture: true });
  });
  return (
    <div ref={ref} class="ck-w-chart-tip" part="chart-tooltip" popover="manual" aria-hidden="true">
      <Readout {...readout} />
    </div>
  );
}

/** Puts the tooltip after the category, or before it where there is no room, within the window. */
function put(tip: HTMLElement, box: HTMLElement, layout: Layout, index: number): void {
  const frame = box.getBoundingClientRect();
  const scale = frame.width / layout.width;
  const x = frame.left + (layout.xs[index] ?? 0) * scale;
  const away = SPACE + (layout.hasBars ? Math.min(layout.step / 2, 24) : 0);
  const { offsetWidth: width, offsetHeight: height } = tip;
  const { clientWidth, clientHeight } = document.documentElement;
  const after = x + away;
  const left = after + width <= clientWidth - EDGE ? after : x - away - width;
  const top = frame.top + layout.top;
  tip.style.left = `${clamp(left, EDGE, clientWidth - width - EDGE)}px`;
  tip.style.top = `${clamp(top, EDGE, clientHeight - height - EDGE)}px`;
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
