import { describe, expect, it } from 'vitest';
import type { Bar, Point } from './marks';
import { areaPath, barsPath, linePath, lonePoints } from './paths';
import { CURVES, type CurveType } from './wire';

const POINTS: Point[] = [
  { x: 0, y: 40, foot: 100 },
  { x: 50, y: 90, foot: 100 },
  { x: 100, y: 10, foot: 100 },
  { x: 150, y: 60, foot: 100 },
];

/** Where the parts of a path start and end, in order. */
function ends(path: string): [number, number][] {
  const numbers = (text: string) => (text.match(/-?[\d.]+/g) ?? []).map(Number);
  return (path.match(/[MLC][^MLCZ]*/g) ?? []).map((part) => {
    const [x = Number.NaN, y = Number.NaN] = numbers(part).slice(-2);
    return [x, y];
  });
}
const through = (curve: CurveType) => ends(linePath(POINTS, curve));
const all = POINTS.map(({ x, y }) => [x, y]);

describe('the curve', () => {
  it.each(CURVES)('%s draws a line and an area through numbers alone', (curve) => {
    for (const path of [linePath(POINTS, curve), areaPath(POINTS, curve)]) {
      expect(path).toMatch(/^M[\dMLCZ.,-]+$/);
      expect(path.length).toBeGreaterThan(20);
    }
  });

  it.each([
    'linear',
    'natural',
    'monotone',
    'monotoneX',
    'monotoneY',
    'bump',
    'bumpX',
    'bumpY',
  ] as const)('%s goes through each point', (curve) => expect(through(curve)).toEqual(all));

  it('step changes between two points, and the others at one of them', () => {
    expect(through('step')).toContainEqual([25, 40]);
    expect(through('stepBefore')).toContainEqual([0, 90]);
    expect(through('stepAfter')).toContainEqual([50, 40]);
  });

  it('basis comes near to the points, and ends at them if it is neither open nor closed', () => {
    expect([through('basis')[0], through('basis').at(-1)]).toEqual([all[0], all.at(-1)]);
    expect(through('basisOpen')[0]?.[0]).toBeCloseTo(50);
    expect(linePath(POINTS, 'basisClosed')).not.toBe(linePath(POINTS, 'basis'));
  });

  it('that is closed comes back to its start', () => {
    expect(linePath(POINTS, 'linearClosed')).toMatch(/Z$/);
    const [start, end] = [through('basisClosed')[0], through('basisClosed').at(-1)];
    expect(end?.[0]).toBeCloseTo(start?.[0] ?? Number.NaN);
  });

  it('without an axis in its name follows that of the categories', () => {
    expect(linePath(POINTS, 'monotone')).toBe(linePath(POINTS, 'monotoneX'));
    expect(linePath(POINTS, 'bump')).toBe(linePath(POINTS, 'bumpX'));
    expect(linePath(POINTS, 'bumpX')).not.toBe(linePath(POINTS, 'bumpY'));
  });

  it('has gaps, and what is alone between them is a dot', () => {
    const [first, second, third, last] = POINTS as [Point, Point, Point, Point];
    const gappy = [first, second, null, third, null, last];
    expect(linePath(gappy, 'linear').match(/M/g)).toHaveLength(3);
    expect(areaPath(gappy, 'linear').match(/M/g)).toHaveLength(3);
    expect(lonePoints(gappy)).toEqual([third, last]);
    expect(lonePoints([first])).toEqual([first]);
  });

  it.each(CURVES)('%s takes no points, one and two', (curve) => {
    expect(linePath([], curve)).toBe('');
    for (const few of [POINTS.slice(0, 1), POINTS.slice(0, 2)]) {
      expect(`${linePath(few, curve)}${areaPath(few, curve)}`).not.toMatch(/NaN|undefined/);
    }
  });
});

describe('bars', () => {
  const bar: Bar = { x: 10, width: 20, foot: 100, head: 40, isEnd: true };

  it('are rounded at their end alone', () => {
    const [start, , , , , last] = ends(barsPath([bar], 4).replaceAll(/[VHQ]/g, 'L'));
    expect(start).toEqual([10, 100]);
    expect(last).toBeDefined();
    expect(barsPath([bar], 4).match(/Q/g)).toHaveLength(2);
    expect(barsPath([{ ...bar, isEnd: false }], 4)).toBe('M10,100V40H30V100Z');
  });

  it('below zero are rounded below, and what is flat is not rounded beyond its size', () => {
    expect(barsPath([{ ...bar, foot: 40, head: 100 }], 4)).toContain('V96Q10,100 14,100');
    expect(barsPath([{ ...bar, head: 99 }], 4)).toContain('V100Q10,99 11,99');
    expect(barsPath([null, { ...bar, width: 0.5 }], 4)).toBe('M10,100V40H10.5V100Z');
  });
});
