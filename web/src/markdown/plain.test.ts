import { describe, expect, it } from 'vitest';
import { plainText } from './plain';

describe('plain text of markdown', () => {
  it.each([
    ['', ''],
    ['**Add**: “a *b* c”', 'Add: “a b c”'],
    ['one\n\n- two\n- three', 'one two three'],
    ['# Head\n\ntext  \nbreak', 'Head text break'],
    ['un**believ**able [link](https://example.com) `code`', 'unbelievable link code'],
    ['| a | b |\n| - | - |\n| 1 | 2 |', 'a b 1 2'],
    ['```js\nlet x;\n```', 'let x;'],
    ['![a cat](cat.png)', 'a cat'],
    ['<b>raw</b>', 'raw'],
    ['half **open', 'half **open'],
  ])('of %j is %j', (source, text) => {
    expect(plainText(source)).toBe(text);
  });
});
