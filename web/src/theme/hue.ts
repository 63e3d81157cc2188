import { linearLight } from './srgb';

/**
 * The hue of a colour wheel as pages know it (HSL, in degrees) on the wheel of OKLCH, whose
 * lightness is that of the eye: blue is at 240 on the one and at 264 on the other.
 *
 * Source: B. Ottosson, "A perceptual color space for image processing" (2020).
 */
export function perceptualHue(hue: number): number {
  const channel = (offset: number) => {
    const place = (((offset + hue / 30) % 12) + 12) % 12;
    return linearLight(0.5 - 0.5 * Math.max(-1, Math.min(place - 3, 9 - place, 1)));
  };
  const [red, green, blue] = [channel(0), channel(8), channel(4)];
  const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const medium = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  const a = 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short;
  const b = 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short;
  const degrees = (Math.atan2(b, a) * 180) / Math.PI;
  return Math.round((degrees + 360) % 360);
}
