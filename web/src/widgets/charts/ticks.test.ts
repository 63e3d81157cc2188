import { describe, expect, it } from 'vitest';
import { random } from '../testing/generate';
import { exact, short } from './numbers';
import { axisOf } from './ticks';

describe('a value axis', () => {
  it.each([
    [[3, 7], 4, [0, 2, 4, 6, 8]],
    [[10], 4, [0, 5, 10]],
    [[0.1, 0.35], 4, [0, 0.1, 0.2, 0.3, 0.4]],
    [[-4, 6], 5, [-4, -2, 0, 2, 4, 6]],
    [[-30, -10], 3, [-30, -20, -10, 0]],
    [[1, 2, 3], 6, [0, 1, 2, 3]],
    [[1_234], 4, [0, 500, 1_000, 1_500]],
    [[0, 0], 4, [0, 1]],
    [[], 4, [0, 1]],
  ])('of %j in about %i steps is round', (values, count, ticks) => {
    expect(axisOf(values, count).ticks).toEqual(ticks);
  });

  it('has zero and all values on it, whatever they are', () => {
    const next = random(11);
    for (let round = 0; round < 2_000; round += 1) {
      const size = 10 ** (next() * 200 - 100);
      const values = Array.from({ length: 5 }, () => (next() - 0.5) * size);
      const count = 1 + Math.floor(next() * 7);
      const { low, high, ticks } = axisOf(values, count);
      expect(low).toBeLessThanOrEqual(Math.min(0, ...values));
      expect(high).toBeGreaterThanOrEqual(Math.max(0, ...values));
      expect(ticks).toContain(0);
      expect(ticks.length).toBeLessThanOrEqual(count + 3);
      expect(new Set(ticks).size).toBe(ticks.length);
    }
  });
});

describe('numbers', () => {
  const axis = (locale: string, ...values: number[]) => {
    const { ticks, high, low, step } = axisOf(values, 4);
    return ticks.map(short(locale, Math.max(high, -low), step));
  };

  it('of an axis are short, in the words of the language', () => {
    expect(axis('en', 2_000)).toEqual(['0', '500', '1K', '1.5K', '2K']);
    expect(axis('de', 2_000_000)).toEqual(
      ['0', '500.000', '1 Mio.', '1,5 Mio.', '2 Mio.'].map(nbsp),
    );
    expect(axis('ja', 200_000)).toEqual(['0', '5万', '10万', '15万', '20万']);
    expect(axis('en', 2e12)).toEqual(['0', '500B', '1T', '1.5T', '2T']);
  });

  it('that are hard to write have a power of ten, but zero', () => {
    expect(axis('en', 4e-6)).toEqual(['0', '1E-6', '2E-6', '3E-6', '4E-6']);
    expect(axis('en', 2e20)[1]).toBe('5E19');
    expect(exact('en')(1.5e21)).toBe('1.5E21');
    expect(exact('en')(0)).toBe('0');
  });

  it('of an axis are all different', () => {
    const next = random(3);
    for (let round = 0; round < 200; round += 1) {
      const high = next() * 10 ** Math.floor(next() * 24 - 8);
      const labels = axis('en', high, -high * next() * 0.2);
      expect(new Set(labels).size, labels.join(' ')).toBe(labels.length);
    }
  });

  it('that are read are written in full', () => {
    expect(exact('en')(1_234_567.891)).toBe('1,234,567.891');
    expect(exact('en')(0.1 + 0.2)).toBe('0.3');
    expect(exact('de')(-1_234.5)).toBe('-1.234,5');
    expect(exact('en')(0.00025)).toBe('0.00025');
  });
});

const nbsp = (text: string) => text.replace(' ', '\u00A0');
