import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { Markdown } from './Markdown';
import type { Mark } from './marks';

const container = document.createElement('div');

afterEach(() => render(null, container));

/** Marks where the text has `^`, as `[1]`, `[2]` …; returns the text without them, and the marks. */
function marked(text: string): { text: string; marks: Mark[] } {
  const pieces = text.split('^');
  const marks = pieces.slice(1).map((_piece, index) => ({
    offset: pieces.slice(0, index + 1).join('').length,
    key: String(index),
    content: `[${index + 1}]`,
  }));
  return { text: pieces.join(''), marks };
}

function draw(source: string, streaming = false): HTMLElement {
  const { text, marks } = marked(source);
  act(() => {
    render(<Markdown text={text} marks={marks} streaming={streaming} />, container);
  });
  return container.firstElementChild as HTMLElement;
}

describe('a mark in a text', () => {
  it.each([
    ['stands where it belongs', 'One.^ Two.^', 'One.[1] Two.[2]'],
    ['stands behind the word it would cut', 'a wo^rd here', 'a word[1] here'],
    ['cuts a text that has no spaces between its words', '東京^大阪', '東京[1]大阪'],
    ['stands behind a link', 'see [the ^docs](https://a.test) now', 'see the docs[1] now'],
    ['stands behind code', 'run `npm ^ci` now', 'run npm ci[1] now'],
    ['stands in bold text', '**bold.^ more** end', 'bold.[1] more end'],
    ['comes after others at the same place', 'One.^^^ Two', 'One.[1][2][3] Two'],
    ['counts escapes of the source', '1 \\* 2 \\* 3.^ Four', '1 * 2 * 3.[1] Four'],
    ['counts references of the source', 'A &amp; B &lt; C.^ D', 'A & B < C.[1] D'],
    [
      'counts what the lines of a quotation start with',
      '> one\n> two.^ three',
      'one\ntwo.[1] three',
    ],
    ['counts emoji as the source does', '🛒🛒.^ done', '🛒🛒.[1] done'],
    ['may come before everything', '^Word', '[1]Word'],
    ['may come after everything', 'Word\n\n^', 'Word[1]'],
  ])('%s', (_name, source, drawn) => {
    expect(draw(source).textContent).toBe(drawn);
  });

  it('belongs to the paragraph it ends', () => {
    const root = draw('First.^\n\n^Second^');
    expect([...root.children].map((child) => child.textContent)).toEqual([
      'First.[1][2]',
      'Second[3]',
    ]);
  });

  it('stands in the cell of a table, the item of a list and behind a block of code', () => {
    const root = draw('| A | B |\n| - | - |\n| x^ | y |\n\n- one^\n- two\n\n```\nco^de\n```');
    expect(root.querySelector('td')?.textContent).toBe('x[1]');
    expect(root.querySelector('li')?.textContent).toBe('one[2]');
    expect(root.querySelector('code')?.textContent).toBe('code');
    expect(root.textContent?.endsWith('[3]')).toBe(true);
  });

  it('leaves the half-written end of a text as it is drawn without it', () => {
    expect(draw('Done.^ And **bo', true).querySelector('strong')?.textContent).toBe('bo');
    expect(container.textContent).toBe('Done.[1] And bo');
  });

  it('stands where it does when all of the text was there at once', () => {
    const source = 'One *two^ three* [four](https://a.test)^ five.\n\n> six \\* seven^ eight';
    const { text, marks } = marked(source);
    const at = marks.map((mark) => mark.offset);
    for (let length = 0; length <= text.length; length += 1) {
      const prefix = text.slice(0, length);
      const reached = marks.filter((mark) => mark.offset <= length);
      act(() => render(<Markdown text={prefix} marks={reached} streaming />, container));
      const count = container.textContent?.match(/\[\d\]/g)?.length ?? 0;
      expect(count).toBe(at.filter((offset) => offset <= length).length);
    }
    act(() => render(<Markdown text={text} marks={marks} />, container));
    const grown = container.innerHTML;
    act(() => render(null, container));
    expect(draw(source).outerHTML).toBe(grown);
  });
});
