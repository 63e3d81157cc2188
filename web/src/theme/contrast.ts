import { linearLight } from './srgb';

/**
 * The contrast of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio"), each as the browser would
 * paint it on white; null where nothing can be painted.
 */
export function contrastOf(one: string, other: string): number | null {
  const context =
    typeof OffscreenCanvas === 'undefined'
      ? null
      : new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (!context) return null;
  const [darker, lighter] = [one, other]
    .map((color) => {
      for (const layer of ['#fff', color]) {
        context.fillStyle = layer;
        context.fillRect(0, 0, 1, 1);
      }
      return luminance(context.getImageData(0, 0, 1, 1).data);
    })
    .sort((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

/** WCAG 2.2, "relative luminance". */
function luminance([red = 0, green = 0, blue = 0]: Uint8ClampedArray): number {
  const light = (channel: number) => linearLight(channel / 255);
  return 0.2126 * light(red) + 0.7152 * light(green) + 0.0722 * light(blue);
}
