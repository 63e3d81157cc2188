import { describe, expect, it } from 'vitest';
import { random } from '../testing/generate';
import { placeLabels, shorten } from './labels';

const measure = (text: string) => [...text].length * 6;

function place(names: readonly string[], width: number) {
  const step = width / names.length;
  const xs = names.map((_name, index) => (index + 0.5) * step);
  return placeLabels(names, { xs, step, start: 0, end: width }, measure);
}

describe('the labels of categories', () => {
  it('are all there while there is room', () => {
    expect(place(['Jan', 'Feb', 'Mar'], 200).map(({ lines }) => lines)).toEqual([
      ['Jan'],
      ['Feb'],
      ['Mar'],
    ]);
  });

  it('are broken into two lines, and cut off, rather than left out', () => {
    const labels = place(['Customer success', 'Engineering', 'People and places'], 210);
    expect(labels.map(({ lines }) => lines)).toEqual([
      ['Customer', 'success'],
      ['Engineeri…'],
      ['People and', 'places'],
    ]);
  });

  it('of hundreds are some, at equal distances', () => {
    const labels = place(
      Array.from({ length: 400 }, (_, day) => `Day ${day}`),
      400,
    );
    expect(labels.length).toBeGreaterThan(5);
    const distances = labels.slice(1).map(({ index }, n) => index - (labels[n]?.index ?? 0));
    expect(new Set(distances).size).toBe(1);
  });

  it('never touch each other or leave their place, whatever they say', () => {
    const next = random(5);
    for (let round = 0; round < 500; round += 1) {
      const count = 1 + Math.floor(next() * 60);
      const names = Array.from({ length: count }, () =>
        Array.from({ length: Math.floor(next() * 5) }, () => 'w'.repeat(1 + next() * 14)).join(' '),
      );
      const width = 40 + next() * 700;
      let end = 0;
      for (const { x, lines } of place(names, width)) {
        const half = Math.max(...lines.map(measure)) / 2;
        expect(lines.length).toBeLessThanOrEqual(2);
        expect(x - half).toBeGreaterThanOrEqual(end - 1e-6);
        expect(x + half).toBeLessThanOrEqual(width + 1e-6);
        end = x + half;
      }
    }
  });

  it('are cut between characters, not inside of them', () => {
    expect(shorten('👍👍👍👍', 18, measure)).toBe('👍👍…');
    expect(shorten('word word', 36, measure)).toBe('word…');
    expect(shorten('any', 0, measure)).toBe('…');
  });
});
