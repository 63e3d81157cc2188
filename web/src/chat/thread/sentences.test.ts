import { describe, expect, it } from 'vitest';
import { SentenceReader } from './sentences';

/** What is read out while a text comes in, one character at a time. */
function readings(text: string): string[] {
  const reader = new SentenceReader();
  const read: string[] = [];
  for (let length = 1; length <= text.length; length += 1) {
    read.push(reader.next(text.slice(0, length), false));
  }
  read.push(reader.next(text, true));
  return read.filter((part) => part !== '');
}

describe('what is read out of a text that grows', () => {
  it.each([
    ['One. Two! “Three?” Four', ['One.', 'Two!', '“Three?”', 'Four']],
    ['Pi is 3.14 and grows', ['Pi is 3.14 and grows']],
    ['- **a**\n- b\n\nEnd.', ['a', 'b', 'End.']],
    ['今日は。元気？', ['今日は。', '元気？']],
    ['See:\n```js\nf(1);\ng(2);\n```\nDone.', ['See:', 'f(1); g(2);', 'Done.']],
    ['', []],
  ])('of %j is %j', (text, expected) => {
    expect(readings(text)).toEqual(expected);
  });

  it('is everything, however it came', () => {
    const reader = new SentenceReader();
    expect(reader.next('One. Two. Thr', false)).toBe('One. Two.');
    expect(reader.next('One. Two. Three.', true)).toBe('Three.');
    expect(reader.next('One. Two. Three.', true)).toBe('');
  });
});
