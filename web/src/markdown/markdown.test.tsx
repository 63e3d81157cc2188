import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTranslator } from '../i18n';
import { BlockParser } from './blocks';
import { type MarkdownHost, MarkdownHostContext } from './host';
import { Markdown } from './Markdown';

const SAMPLE = `# A heading with *slanted* words

A paragraph with **bold**, ~~gone~~, \`code\`, a [link](https://a.test/x "Title") and
a second line<br>with <b>no HTML</b>. See www.example.com or mail@example.com.

Setext heading
---

- one
- two **bold
  over lines**

  a paragraph in an item
- [x] done
- [ ] to do
1. first
2. second
   1. nested

> quoted
lazy continuation
> > twice

| Name | Amount |
| :--- | -----: |
| a \\| b | 12 |
| c | 3 |

\`\`\`ts
const a = '<script>';

  indented();
\`\`\`

    indented code

***

![allowed](https://img.test/a.png) and ![not](https://other.test/b.png)

<div onclick="alert(1)">block</div>

Emoji 😀 and עברית and \u0000 and 5 * 3 * 2 and snake_case_name.`;

const REFERENCES = `See [the guide][guide], [guide] and ![logo][logo].[^1]

[guide]: https://a.test/guide "Guide"
[logo]: https://img.test/logo.png
[^1]: A note with **bold** text.

After.`;

const host: MarkdownHost = {
  imageDomains: ['img.test'],
  onDeeplink: vi.fn(),
  copy: vi.fn(async () => true),
  t: createTranslator('en').t,
};

const containers: Element[] = [];

function show(text: string, into = document.createElement('div'), streaming = false): HTMLElement {
  containers.push(into);
  act(() => {
    render(
      <MarkdownHostContext value={host}>
        <Markdown text={text} streaming={streaming} />
      </MarkdownHostContext>,
      into,
    );
  });
  return into;
}

afterEach(() => {
  for (const container of containers.splice(0)) render(null, container);
});

describe('every prefix of a text', () => {
  it.each([
    ['sample', SAMPLE],
    ['references', REFERENCES],
  ])(
    'is drawn the same piece by piece as at once (%s)',
    (_name, source) => {
      const growing = document.createElement('div');
      for (let length = 0; length <= source.length; length += 1) {
        const prefix = source.slice(0, length);
        const whole = show(prefix, undefined, true);
        if (!show(prefix, growing, true).isEqualNode(whole)) {
          expect(growing.innerHTML).toBe(whole.innerHTML);
        }
      }
      expect(show(source, growing).isEqualNode(show(source))).toBe(true);
    },
    30_000,
  );

  it('is parsed the same in steps of any size', () => {
    for (const step of [5, 31, 200]) {
      const growing = new BlockParser();
      for (let length = 0; length <= SAMPLE.length; length += step) {
        const prefix = SAMPLE.slice(0, length);
        const sources = growing.parse(prefix).map((block) => [block.start, block.source]);
        const whole = new BlockParser().parse(prefix).map((block) => [block.start, block.source]);
        expect(sources).toEqual(whole);
      }
    }
  }, 30_000);
});

describe('BlockParser', () => {
  it('keeps the blocks before the last as they are', () => {
    const parser = new BlockParser();
    const before = parser.parse('One.\n\nTwo.\n\nThree');
    const after = parser.parse('One.\n\nTwo.\n\nThree and');
    expect(after[0]).toBe(before[0]);
    expect(after[1]).toBe(before[1]);
    expect(after[2]).not.toBe(before[2]);
  });

  it('starts again when the text was changed, not continued', () => {
    const parser = new BlockParser();
    parser.parse('One.\n\nTwo.');
    expect(parser.parse('Uno.\n\nTwo.').map((block) => block.source)).toEqual(['Uno.', 'Two.']);
  });

  it('takes a continued line for what it has become', () => {
    const parser = new BlockParser();
    expect(parser.parse('> a\n#')).toHaveLength(2);
    expect(parser.parse('> a\n#tag')).toHaveLength(1);
  });
});

describe('a half-written ending', () => {
  it.each([
    ['some **bo', 'some <strong>bo</strong>'],
    ['some **bold*', 'some <strong>bold</strong>'],
    ['some *slan', 'some <em>slan</em>'],
    ['some ~~go', 'some <del>go</del>'],
    ['some `co', 'some <code dir="ltr">co</code>'],
    ['see [the guide](https://a.te', 'see the guide'],
    ['see ![a picture](https://a.te', 'see '],
    ['and **', 'and '],
    ['5 * 3', '5 * 3'],
    ['snake_case', 'snake_case'],
    ['done **bold** and', 'done <strong>bold</strong> and'],
  ])('of %j is shown as it will be', (source, html) => {
    expect(show(source, undefined, true).querySelector('p')?.innerHTML).toBe(html);
  });

  it('is shown as it is once the text is complete', () => {
    expect(show('some **bo').querySelector('p')?.innerHTML).toBe('some **bo');
  });
});

describe('headings', () => {
  it('go down by one level at a time, below those of the conversation', () => {
    const drawn = show('### a\n\n##### b\n\n### c\n\n# d\n\n> # e');
    const levels = [...drawn.querySelectorAll('[data-level]')].map((heading) => [
      heading.localName,
      heading.getAttribute('data-level'),
    ]);
    expect(levels).toEqual([
      ['h4', '3'],
      ['h5', '5'],
      ['h4', '3'],
      ['h4', '1'],
      ['p', '1'],
    ]);
  });
});

describe('direction', () => {
  it('is found by each block at the top, and kept inside of it', () => {
    const drawn = show('a\n\n- b\n\n> c\n>\n> d');
    const own = [...drawn.querySelectorAll('[dir=auto]')].map((element) => element.localName);
    expect(own).toEqual(['p', 'ul', 'blockquote']);
  });
});

describe('safety', () => {
  it('draws HTML as text', () => {
    const drawn = show('<img src=x onerror=alert(1)>\n\na <script>alert(1)</script> b');
    expect(drawn.querySelector('img, script')).toBeNull();
    expect(drawn.textContent).toContain('<script>alert(1)</script>');
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', '/relative', '#hash'])(
    'makes no link to %s',
    (url) => {
      const drawn = show(`[text](${url})`);
      expect(drawn.querySelector('a')).toBeNull();
      expect(drawn.textContent).toBe('text');
    },
  );

  it('opens links in a tab of their own that cannot reach back', () => {
    const link = show('[text](https://a.test)').querySelector('a');
    expect(link?.target).toBe('_blank');
    expect(link?.rel).toBe('noopener noreferrer');
  });

  it('loads images from allowed hosts only, and links to the others', () => {
    const drawn = show('![a](https://img.test/a.png) ![b](https://evil.test/b.png)');
    expect([...drawn.querySelectorAll('img')].map((image) => image.src)).toEqual([
      'https://img.test/a.png',
    ]);
    expect(drawn.querySelector('a')?.textContent).toBe('b');
  });

  it('gives a deep link to the page', () => {
    const link = show('[open](chatkit-link://task/open?id=7&x=a%20b)').querySelector('a');
    link?.click();
    expect(host.onDeeplink).toHaveBeenCalledWith({
      name: 'task/open',
      data: { id: '7', x: 'a b' },
    });
  });

  it('survives absurd nesting', () => {
    expect(show(`${'> '.repeat(500)}deep`).textContent).toBe('');
    expect(show(`${'*a **b '.repeat(300)}`).textContent).toContain('b');
  });
});

describe('code', () => {
  it('is copied as it is', async () => {
    const drawn = show('```ts\nconst a = 1;\n```');
    const button = drawn.querySelector('button');
    expect(button?.getAttribute('aria-label')).toBe('Copy code');
    await act(async () => button?.click());
    expect(host.copy).toHaveBeenCalledWith('const a = 1;');
    expect(button?.getAttribute('aria-label')).toBe('Copied');
  });
});
