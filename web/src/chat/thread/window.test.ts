import { describe, expect, it } from 'vitest';
import { DRAWN_WHOLE, Heights, heightOf, isStale, rangeFor, slotsOf } from './window';

const keys = Array.from({ length: 1000 }, (_, index) => `turn-${index}`);
const VIEW_HEIGHT = 500;

/** Every turn is 100 pixels high. */
function even(): Heights {
  const heights = new Heights();
  for (const key of keys) heights.set(key, 100);
  return heights;
}

const viewAt = (top: number) => ({ top, height: VIEW_HEIGHT });

describe('Heights', () => {
  it('takes what was measured, and the mean of it for the rest', () => {
    const heights = new Heights();
    heights.set('a', 50);
    heights.set('b', 100);
    heights.set('b', 150);
    expect([heights.get('a'), heights.get('b'), heights.get('c')]).toEqual([50, 150, 100]);
  });

  it('keeps the mean when it forgets', () => {
    const heights = new Heights();
    heights.set('a', 300);
    heights.forget();
    expect(heights.get('a')).toBe(300);
    heights.set('b', 100);
    expect(heights.get('a')).toBe(100);
  });
});

describe('rangeFor', () => {
  it('draws what is seen and two views to either side', () => {
    expect(rangeFor(keys, even(), viewAt(50_000))).toEqual({ start: 490, end: 515 });
  });

  it('ends where the thread ends', () => {
    expect(rangeFor(keys, even(), viewAt(0))).toEqual({ start: 0, end: 15 });
    expect(rangeFor(keys, even(), viewAt(99_500))).toEqual({ start: 985, end: 1000 });
  });

  it('draws the last turn for a view beyond it', () => {
    expect(rangeFor(keys, even(), viewAt(200_000))).toEqual({ start: 999, end: 1000 });
  });

  it('draws a turn that is higher than everything', () => {
    const heights = even();
    heights.set('turn-3', 50_000);
    expect(rangeFor(keys, heights, viewAt(20_000))).toEqual({ start: 3, end: 4 });
  });
});

describe('isStale', () => {
  const range = { start: 490, end: 515 };

  it('is quiet until the view comes near an edge', () => {
    for (let top = 49_400; top <= 50_600; top += 50) {
      expect(isStale(range, keys, even(), viewAt(top))).toBe(false);
    }
    expect(isStale(range, keys, even(), viewAt(49_300))).toBe(true);
    expect(isStale(range, keys, even(), viewAt(50_700))).toBe(true);
  });

  it('does not mind the edges of the thread itself', () => {
    expect(isStale({ start: 0, end: 15 }, keys, even(), viewAt(0))).toBe(false);
    expect(isStale({ start: 985, end: 1000 }, keys, even(), viewAt(99_500))).toBe(false);
  });

  it('minds that a growing thread is drawn further and further', () => {
    const grown = { start: 1000 - 3 * DRAWN_WHOLE, end: 1000 };
    expect(isStale(grown, keys, even(), viewAt(99_500))).toBe(true);
  });
});

describe('slotsOf', () => {
  it('puts space where turns are not drawn, and keeps some however far they are', () => {
    const slots = slotsOf(keys, even(), { start: 490, end: 492 }, new Set(['turn-0', 'turn-700']));
    expect(slots).toEqual([
      { type: 'turn', index: 0 },
      { type: 'space', range: { start: 1, end: 490 }, height: 48_900 },
      { type: 'turn', index: 490 },
      { type: 'turn', index: 491 },
      { type: 'space', range: { start: 492, end: 700 }, height: 20_800 },
      { type: 'turn', index: 700 },
      { type: 'space', range: { start: 701, end: 1000 }, height: 29_900 },
    ]);
  });

  it('is as high as the thread, whatever is drawn', () => {
    const heights = even();
    for (const [index, key] of keys.entries()) heights.set(key, 20 + ((index * 37) % 400));
    const total = heightOf(keys, heights, { start: 0, end: keys.length });
    for (let top = 0; top < total; top += 3_333) {
      const range = rangeFor(keys, heights, viewAt(top));
      const sum = slotsOf(keys, heights, range, new Set(['turn-77'])).reduce(
        (height, slot) =>
          height + (slot.type === 'space' ? slot.height : heights.get(keys[slot.index] as string)),
        0,
      );
      expect(sum).toBeCloseTo(total);
    }
  });
});
