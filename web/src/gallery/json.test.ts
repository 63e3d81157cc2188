import { expect, test } from 'vitest';
import { parseJson, positionOf } from './json';

test.each([
  ['{\n  "a": 1,\n  b: 2\n}', 3, 3],
  ['[1, 2', 1, 6],
  ['', 1, 1],
  ['{\n  "children": oops\n}', 2, 15],
  ['[1, 2,]', 1, 7],
  ['{"a": "never ended\n}', 1, 7],
  ['{} {}', 1, 4],
  ['[01]', 1, 3],
])('%j is wrong at line %i, column %i', (text, line, column) => {
  const parsed = parseJson(text);
  if (!('problem' in parsed)) throw new Error('It is right.');
  expect(parsed.problem).toMatchObject({ line, column });
  expect(parsed.problem.message).not.toMatch(/position|is not valid JSON/);
});

test('a place in a text is found again', () => {
  expect('{\n  "a": 1,\n  b: 2\n}'.slice(positionOf('{\n  "a": 1,\n  b: 2\n}', 3, 3))).toBe(
    'b: 2\n}',
  );
});

test('what is JSON has no problem', () => {
  expect(parseJson('{"a": [null]}')).toEqual({ value: { a: [null] } });
});
