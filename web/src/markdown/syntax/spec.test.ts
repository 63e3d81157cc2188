import { tests } from 'commonmark-spec';
import { expect, it } from 'vitest';
import { MarkdownDocument } from '../document';
import { htmlOf } from '../testing/html';

/*
 * Every example of the CommonMark specification. What GitHub adds to it is compared in the oracle's
 * test.
 */

const EXAMPLES = tests.map(({ number, markdown, html }) => ({
  number,
  markdown: markdown.replaceAll('→', '\t'),
  html: html.replaceAll('→', '\t'),
}));

/** What is read otherwise on purpose, by the number of the example. */
const INTENDED: Readonly<Record<number, string>> = {
  // Every sign there is behind a backslash; `\[` and `\]` are the ends of a formula.
  12: "<p>!&quot;#$%&amp;'()*+,-./:;&lt;=&gt;?@<math>\\\\</math>^_`{|}~</p>\n",
  // Addresses that stand in the text as they are: links by GitHub's extension.
  602: '<p>&lt;<a href="https://foo.bar/baz">https://foo.bar/baz</a> bim&gt;</p>\n',
  608: '<p>&lt; <a href="https://foo.bar">https://foo.bar</a> &gt;</p>\n',
  611: '<p><a href="https://example.com">https://example.com</a></p>\n',
  612: '<p><a href="mailto:foo@bar.example.com">foo@bar.example.com</a></p>\n',
};

const read = (markdown: string): string => htmlOf(new MarkdownDocument().update(markdown));

it('reads every example as the specification does, or otherwise on purpose', () => {
  expect(EXAMPLES).toHaveLength(652);
  const expected = EXAMPLES.map(({ number, html }) => [number, INTENDED[number] ?? html]);
  expect(EXAMPLES.map(({ number, markdown }) => [number, read(markdown)])).toEqual(expected);
  const needless = EXAMPLES.filter(({ number, html }) => INTENDED[number] === html);
  expect(needless).toEqual([]);
});

it.each(['\r\n', '\r'])('reads them alike where lines end with %j', (lineEnd) => {
  for (const { number, markdown } of EXAMPLES) {
    const html = read(markdown.replaceAll('\n', lineEnd)).replace(/\r\n?/g, '\n');
    expect([number, html]).toEqual([number, read(markdown)]);
  }
});

it('reads them alike without a line ending at the end', () => {
  for (const { number, markdown } of EXAMPLES) {
    expect([number, read(markdown.replace(/\n$/, ''))]).toEqual([number, read(markdown)]);
  }
});

it('reads them alike letter by letter', () => {
  for (const { number, markdown } of EXAMPLES) {
    const growing = new MarkdownDocument();
    for (let length = 0; length < markdown.length; length += 1) {
      growing.update(markdown.slice(0, length), true);
    }
    expect([number, htmlOf(growing.update(markdown))]).toEqual([number, read(markdown)]);
  }
});

it('takes an escaped sign for no end of a label or a title', () => {
  expect(read('[a \\]: [')).toBe('<p>[a ]: [</p>\n');
  expect(read('[a](/u "b\\")')).toBe('<p>[a](/u &quot;b&quot;)</p>\n');
});
