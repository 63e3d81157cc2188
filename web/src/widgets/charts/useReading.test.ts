import { expect, it } from 'vitest';
import { step } from './useReading';

it.each([
  ['ArrowRight', null, 0],
  ['ArrowLeft', null, 9],
  ['ArrowRight', 4, 5],
  ['ArrowLeft', 0, 0],
  ['End', 2, 9],
  ['Home', 2, 0],
  ['PageDown', 2, 3],
])('the key %s leads from %s to %s of ten', (key, from, to) => {
  expect(step(key, from, 10, false)).toBe(to);
});

it('leads nowhere with other keys, and where there is nothing', () => {
  expect(step('Enter', 3, 10, false)).toBeNull();
  expect(step('ArrowRight', null, 0, false)).toBeNull();
  expect(step('ArrowLeft', null, 10, true)).toBe(0);
});
