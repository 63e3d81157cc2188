import { render } from 'preact';
import { act } from 'preact/test-utils';
import { describe, expect, it } from 'vitest';
import { MarkdownDocument } from './document';
import { Markdown } from './Markdown';
import { plainText } from './plain';

const many = (piece: string, length = 20_000): string => piece.repeat(length / piece.length);

const HOSTILE: Readonly<Record<string, string>> = {
  brackets: many('['),
  'closing brackets': many('a]'),
  'empty links': many('[]'),
  'open links': many('[a]('),
  'nested pictures': many('!['),
  quotes: many('>'),
  'nested items': many('- '),
  'items, each deeper': Array.from({ length: 200 }, (_, n) => `${' '.repeat(n * 2)}- a`).join('\n'),
  'mixed emphasis': many('*a_ '),
  'open emphasis': many('**a '),
  'tight emphasis': many('a**b'),
  'runs of ticks': Array.from({ length: 200 }, (_, n) => `${'`'.repeat(n + 1)}a`).join(' '),
  'open tags': many('<a '),
  'open comments': many('<!--'),
  'open attributes': `<a ${many('a="')}`,
  entities: many('&amp'),
  dollars: many('$a '),
  'open formulas': many('\\('),
  backslashes: many('\\'),
  'backslashes in a label': `[${many('\\')}`,
  'backslashes in a title': `[a](/x "${many('\\')}`,
  bars: `${many('|')}\n${many('|-')}`,
  'a line without spaces': many('x', 100_000),
  'a line of words': many('abc def ', 100_000),
  'a row of footnotes': many('[^a]'),
  'definitions in one paragraph': many('[a]: /x\n', 40_000),
  'open definitions': many('[a]:\n', 100_000),
  'open titles': many('[a]: x "\n'),
  'mail addresses': many('a@'),
  addresses: many('http://'),
  'closing parentheses': `http://a.b/${many(')')}`,
  tildes: many('~~a '),
  'lone surrogates': many('\ud83d'),
  'bidirectional marks': many('\u202e\u2066'),
  'joined emoji': many('👩‍'),
  nul: many('\0'),
  'empty lines': many('\n'),
  tabs: many('\t'),
  'a gap in a line': `a${many(' ', 100_000)}b`,
  'a gap in a heading': `# a${many(' ', 100_000)}b`,
  'a gap in a formula': `$$ a${many(' ', 100_000)}b`,
};

describe.each(Object.entries(HOSTILE))('%s', (_name, source) => {
  it('are parsed in little time', () => {
    const start = performance.now();
    const { blocks } = new MarkdownDocument().update(source);
    plainText(source);
    expect(blocks).toBeDefined();
    // Far above what it takes, and far below what anything takes that grows with the square.
    expect(performance.now() - start).toBeLessThan(1_500);
  });

  it('are drawn, half-written or not', () => {
    const root = document.createElement('div');
    const some = source.slice(0, 3_000);
    act(() => render(<Markdown text={some} streaming />, root));
    act(() => render(<Markdown text={some} />, root));
    expect(root.querySelector('.ck-md')).not.toBeNull();
    render(null, root);
  });
});

it('a table of many columns is not filled up with the square of what was written', () => {
  const rows = 5_000;
  const source = `${many('|a', 800)}|\n${many('|-', 800)}|\n${'|\n'.repeat(rows)}`;
  const [table] = new MarkdownDocument().update(source).blocks;
  if (table?.type !== 'table') throw new Error('no table');
  expect(table.children).toHaveLength(rows);
  const cells = table.children.reduce((sum, row) => sum + row.cells.length, 0);
  expect(cells).toBe(20_000);
  expect(table.children[0]?.cells).toHaveLength(400);
});
