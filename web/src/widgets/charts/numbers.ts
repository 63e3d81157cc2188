/** Beyond these, a number is written with a power of ten. */
const LARGE = 1e15;
const SMALL = 1e-4;

type Format = (value: number) => string;

/** Writes one number with all that is known of it. */
export function exact(locale: string | undefined): Format {
  const plain = new Intl.NumberFormat(locale, { maximumSignificantDigits: 15 });
  const power = new Intl.NumberFormat(locale, {
    notation: 'scientific',
    maximumSignificantDigits: 6,
  });
  return (value) => (isExtreme(Math.abs(value)) ? power : plain).format(value);
}

/**
 * Writes the numbers of an axis: short, and no two alike.
 *
 * @param largest The one that is farthest from zero.
 * @param step How far apart they are.
 */
export function short(locale: string | undefined, largest: number, step: number): Format {
  const digits = Math.floor(Math.log10(largest)) - Math.floor(Math.log10(step)) + 2;
  const format = (notation: 'compact' | 'scientific') =>
    new Intl.NumberFormat(locale, {
      notation,
      maximumSignificantDigits: Math.min(15, Math.max(3, digits)),
    });
  const compact = format('compact');
  const others = isExtreme(largest) ? format('scientific') : compact;
  return (value) => (value === 0 ? compact : others).format(value);
}

function isExtreme(size: number): boolean {
  return size > 0 && (size >= LARGE || size < SMALL);
}
