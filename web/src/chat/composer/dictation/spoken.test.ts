import { describe, expect, it } from 'vitest';
import { loudness } from './meter';
import { spaced } from './spoken';

describe('spaced', () => {
  it.each([
    ['', 'Buy milk.', '', 'Buy milk.'],
    ['Today:', ' buy milk ', '', ' buy milk'],
    ['Today: ', 'buy milk', '', 'buy milk'],
    ['Buy', 'oat', 'milk', ' oat '],
    ['Buy', 'milk', ', please', ' milk'],
    ['Say (', 'milk', ')', 'milk'],
    ['one\n', 'two', '\nthree', 'two'],
    ['今日は', '牛乳を買う', 'です', '牛乳を買う'],
    ['Buy 👍', 'milk', '', ' milk'],
  ])('puts “%s|%s|%s” together', (before, words, after, expected) => {
    expect(spaced(before, words, after)).toBe(expected);
  });
});

describe('loudness', () => {
  it('goes from silence to a shout', () => {
    expect(loudness(new Float32Array(8))).toBe(0);
    expect(loudness(new Float32Array(8).fill(1))).toBe(1);
    const speech = loudness(new Float32Array(8).fill(0.03));
    expect(speech).toBeGreaterThan(0.4);
    expect(speech).toBeLessThan(0.6);
  });
});
