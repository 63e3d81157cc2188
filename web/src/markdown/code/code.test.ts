import { describe, expect, it } from 'vitest';
import { colorCode, knowsLanguage } from './colors';
import { cutCode } from './pieces';

describe('colours', () => {
  it('are found in the languages that are known, by their other names too', () => {
    expect(colorCode('ts', 'const a = "b"; // c')).toEqual([
      { kind: 'keyword', text: 'const' },
      { kind: null, text: ' a = ' },
      { kind: 'string', text: '"b"' },
      { kind: null, text: '; ' },
      { kind: 'comment', text: '// c' },
    ]);
    expect(knowsLanguage('TypeScript')).toBe(true);
    expect(colorCode('nosuch', 'a b')).toEqual([{ kind: null, text: 'a b' }]);
  });

  it('change nothing of the text', () => {
    const code = '<p class="a">&amp; {x}</p>\n<script>let y = `1`;</script>\n';
    for (const language of ['html', 'tsx', 'python', 'json', 'markdown', 'diff']) {
      const text = colorCode(language, code).map((token) => token.text);
      expect(text.join('')).toBe(code);
    }
  });
});

describe('pieces of code', () => {
  const lines = (count: number) =>
    Array.from({ length: count }, (_, line) => (line % 10 === 9 ? '' : `line ${line}`)).join('\n');

  it('are one where the code is short and complete', () => {
    expect(cutCode(lines(100), false)).toHaveLength(1);
    expect(cutCode('', true)).toEqual(['']);
  });

  it('do not move as the code grows', () => {
    const code = lines(400);
    let before: string[] = [];
    for (let length = 0; length <= code.length; length += 7) {
      const pieces = cutCode(code.slice(0, length), true);
      expect(pieces.join('')).toBe(code.slice(0, length));
      // The lines that are complete, and the one that is being written.
      const final = before.slice(0, -2);
      expect(pieces.slice(0, final.length)).toEqual(final);
      before = pieces;
    }
    expect(before.length).toBeGreaterThan(8);
  });
});
