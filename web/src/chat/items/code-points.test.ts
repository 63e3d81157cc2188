import { describe, expect, it } from 'vitest';
import { CodePoints } from './code-points';

describe('CodePoints', () => {
  it('counts a character outside the basic plane once', () => {
    expect(new CodePoints().offsets('🛒a🛒', [0, 1, 2, 3, 4])).toEqual([0, 2, 3, 5, null]);
  });

  it('finds a place as soon as the text reaches it', () => {
    const places = new CodePoints();
    expect(places.offsets('ab', [4])).toEqual([null]);
    expect(places.offsets('ab🛒', [4])).toEqual([null]);
    expect(places.offsets('ab🛒d', [4])).toEqual([5]);
  });

  it('finds a place that is asked for after the text has passed it', () => {
    const places = new CodePoints();
    places.offsets('🛒 and more', []);
    expect(places.offsets('🛒 and more, yes', [1, 5])).toEqual([2, 6]);
  });

  it('counts anew when the text has become another one', () => {
    const places = new CodePoints();
    expect(places.offsets('🛒🛒', [2])).toEqual([4]);
    expect(places.offsets('abc', [2])).toEqual([2]);
    expect(places.offsets('', [2, 0])).toEqual([null, 0]);
  });

  it('takes a place before the beginning for the beginning', () => {
    expect(new CodePoints().offsets('abc', [-1])).toEqual([0]);
  });
});
