import { expect, it } from 'vitest';
import { markdownToHtml } from './html';

it('keeps what a document elsewhere understands', () => {
  const html = markdownToHtml(
    '# Title\n\nSome *text* and [a link](https://example.com).\n\n- [x] done\n- [ ] open\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n```js\ncode()\n```',
  );
  expect(html).toContain('<h1>Title</h1>');
  expect(html).toContain('<em>text</em>');
  expect(html).toContain('<a href="https://example.com/">a link</a>');
  expect(html).toContain('☑ done');
  expect(html).toContain('☐ open');
  expect(html).toContain('<td>1</td>');
  expect(html).toMatch(/<pre><code>code\(\)/);
});

it('carries nothing along that could act, nor what is only for a screen', () => {
  const html = markdownToHtml(
    '<img src=x onerror=alert(1)> [x](javascript:alert(1))\n\n```\ncode\n```',
  );
  expect(html).not.toMatch(/onerror=(?!alert)|<img|href|class=|<button|<svg|tabindex/);
});
