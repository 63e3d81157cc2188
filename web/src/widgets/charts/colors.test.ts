import { describe, expect, it } from 'vitest';
import { SERIES_COLORS, seriesColor } from './colors';

/** The relative luminance of `#rrggbb`, as WCAG defines it. */
function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

describe('the colours of series', () => {
  it.each(Object.entries(SERIES_COLORS))('%s is seen on light and dark surfaces', (_name, pair) => {
    expect(contrast(pair.light, '#ffffff')).toBeGreaterThan(3.2);
    // As light as a card in the dark is.
    expect(contrast(pair.dark, '#333333')).toBeGreaterThan(4.5);
  });

  it('are given in turn, and named by the tokens of the contract', () => {
    const names = Object.keys(SERIES_COLORS);
    expect(names.sort()).toEqual(
      ['blue', 'purple', 'orange', 'green', 'red', 'yellow', 'pink'].sort(),
    );
    expect(seriesColor(undefined, 1)).toBe(seriesColor(undefined, 1 + names.length));
    expect(new Set(names.map((_name, place) => seriesColor(undefined, place))).size).toBe(7);
    expect(seriesColor('blue', 4)).toBe(seriesColor(undefined, 0));
  });

  it('can be primitive colours, CSS, and pairs of any of these', () => {
    expect(seriesColor('red-100', 0)).toMatch(/^oklch\(/);
    expect(seriesColor('#123456', 0)).toBe('#123456');
    expect(seriesColor({ light: '#123456', dark: 'white' }, 0)).toBe('light-dark(#123456, white)');
    expect(seriesColor({ dark: '#123456' }, 0)).toBe('light-dark(#123456, #123456)');
  });

  it.each([
    'url(x)',
    'var(--x)',
    'red;}',
    'expression(1)',
    'x'.repeat(99),
    '',
    7,
    {},
    { light: 'url(x)' },
  ])('are never anything else: %j', (value) => {
    expect(seriesColor(value, 0)).toBe(seriesColor(undefined, 0));
  });
});
