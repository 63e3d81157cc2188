import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import type { Measure } from './labels';

/** What a chart is drawn into. */
export interface Surface {
  readonly width: number;
  readonly height: number;
  readonly isRtl: boolean;
  readonly measure: Measure;
  readonly lineHeight: number;
}

/** The size of an element and the letters in it; null until it is known, and while it is not shown. */
export function useSurface(ref: RefObject<HTMLElement | null>): Surface | null {
  const [surface, setSurface] = useState<Surface | null>(null);
  const look = () => {
    const element = ref.current;
    if (element) setSurface((was) => surfaceOf(element, was));
  };
  // After each drawing: another language can have turned the page around without a change of size.
  useLayoutEffect(look);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element || typeof ResizeObserver === 'undefined') return;
    const sizes = new ResizeObserver(look);
    // A chart that is out of sight need not follow each step of a window that is being resized.
    const sight = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) sizes.observe(element);
      else sizes.disconnect();
    });
    sight.observe(element);
    return () => {
      sight.disconnect();
      sizes.disconnect();
    };
  }, []);
  return surface;
}

/** The surface as it is now; the same object if nothing of it changed. */
function surfaceOf(element: HTMLElement, was: Surface | null): Surface | null {
  const { clientWidth: width, clientHeight: height } = element;
  if (width === 0 || height === 0) return null;
  const style = getComputedStyle(element);
  const isRtl = style.direction === 'rtl';
  const font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const size = Number.parseFloat(style.fontSize) || 12;
  const measure = measureIn(font, size);
  const isSame =
    was?.width === width && was.height === height && was.isRtl === isRtl && was.measure === measure;
  return isSame ? was : { width, height, isRtl, measure, lineHeight: Math.ceil(size * 1.35) };
}

const measures = new Map<string, Measure>();

/** Measures text in a font. The same function for the same font. */
function measureIn(font: string, size: number): Measure {
  const known = measures.get(font);
  if (known) return known;
  const context =
    typeof OffscreenCanvas === 'undefined' ? null : new OffscreenCanvas(1, 1).getContext('2d');
  if (context) context.font = font;
  // Without a canvas, letters are taken for rather wide ones.
  const measure: Measure = context
    ? (text) => context.measureText(text).width
    : (text) => text.length * size * 0.6;
  measures.set(font, measure);
  return measure;
}
