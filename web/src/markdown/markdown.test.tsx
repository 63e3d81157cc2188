import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTranslator } from '../i18n';
import { type MarkdownHost, MarkdownHostContext } from './host';
import { Markdown } from './Markdown';

const host: MarkdownHost = {
  imageDomains: ['img.test'],
  onDeeplink: vi.fn(),
  copy: vi.fn(async () => true),
  onChunkFailure: vi.fn(),
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

describe('a half-written ending', () => {
  it.each([
    ['some **bo', 'some <strong>bo</strong>'],
    ['some **bold*', 'some <strong>bold</strong>'],
    ['some *slan', 'some <em>slan</em>'],
    ['some ~~go', 'some <del>go</del>'],
    ['some `co', 'some <code dir="ltr">co</code>'],
    ['see [the guide](https://a.te', 'see the guide'],
    ['see ![a picture](https://a.te', 'see '],
    ['some **bold *both**', 'some <strong>bold <em>both</em></strong>'],
    ['some ***bo', 'some <em><strong>bo</strong></em>'],
    ['see [the gui', 'see the gui'],
    ['see [the guide]', 'see the guide'],
    ['see [**the** gui', 'see <strong>the</strong> gui'],
    ['see ![a pic', 'see '],
    ['see [1', 'see [1'],
    ['costs $5 and', 'costs $5 and'],
    ['the $HOME of', 'the $HOME of'],
    ['2*3', '2*3'],
    ['tail \\', 'tail '],
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

describe('a table whose row of dashes is to come', () => {
  it.each([
    '| Name | Am',
    '| Name | Amount |\n',
    '| Name | Amount |\n|--',
    '| Name | Amount |\n| --- | ',
  ])('is drawn from its head on: %j', (source) => {
    const drawn = show(source, undefined, true);
    expect(drawn.querySelector('th')?.textContent).toBe('Name');
    expect(drawn.textContent).not.toMatch(/[|-]/);
  });

  it('is a line of text once the text is complete without it', () => {
    expect(show('| Name | Amount |').querySelector('p')?.textContent).toBe('| Name | Amount |');
  });
});

describe('footnotes', () => {
  const source = 'One[^b], two[^a] and one again[^b].\n\n[^a]: First *note*\n[^b]: Second';

  it('are numbered as they are referred to, and stand below the text', () => {
    const drawn = show(source);
    expect([...drawn.querySelectorAll('sup')].map((sup) => sup.textContent)).toEqual([
      '1',
      '2',
      '1',
    ]);
    const notes = [...drawn.querySelectorAll('section li')].map((note) => note.textContent);
    expect(notes).toEqual(['Second', 'First note']);
  });

  it('lead there and back', () => {
    const drawn = show(source);
    document.body.append(drawn);
    const reference = drawn.querySelector<HTMLElement>('sup a');
    const note = drawn.querySelector<HTMLElement>('section li');
    if (note) note.scrollIntoView = vi.fn();
    if (reference) reference.scrollIntoView = vi.fn();
    act(() => reference?.click());
    expect(document.activeElement).toBe(note);
    act(() => note?.querySelector<HTMLElement>('.ck-md-back')?.click());
    expect(document.activeElement).toBe(reference);
    drawn.remove();
  });

  it('have ids of their own in every text', () => {
    const root = document.createElement('div');
    containers.push(root);
    act(() => {
      render(
        <>
          <Markdown text={source} />
          <Markdown text={source} />
        </>,
        root,
      );
    });
    const ids = [...root.querySelectorAll('li[id]')].map((element) => element.id);
    expect(new Set(ids).size).toBe(4);
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
    expect(link?.rel).toBe('noopener noreferrer nofollow');
  });

  it('links to an image that cannot be loaded', () => {
    const drawn = show('![a](https://img.test/a.png)');
    act(() => {
      drawn.querySelector('img')?.dispatchEvent(new Event('error'));
    });
    expect(drawn.querySelector('img')).toBeNull();
    expect(drawn.querySelector('a')?.href).toBe('https://img.test/a.png');
    expect(drawn.querySelector('a')?.textContent).toBe('a (image from img.test)');
  });

  it('gives long cells of a table the room for a few words', () => {
    const drawn = show('| a | b |\n| - | - |\n| short | A cell of more than one word |');
    expect([...drawn.querySelectorAll('[data-long]')].map((cell) => cell.textContent)).toEqual([
      'A cell of more than one word',
    ]);
  });

  it('loads images from allowed hosts only, and links to the others', () => {
    const drawn = show('![a](https://img.test/a.png) ![b](https://evil.test/b.png)');
    expect([...drawn.querySelectorAll('img')].map((image) => image.src)).toEqual([
      'https://img.test/a.png',
    ]);
    expect(drawn.querySelector('a')?.textContent).toBe('b (image from evil.test)');
    expect(drawn.querySelector('a')?.href).toBe('https://evil.test/b.png');
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
    expect(show(`${'> '.repeat(500)}deep`).textContent).toContain('deep');
    expect(show(`${'*a **b '.repeat(300)}`).textContent).toContain('b');
  });
});

describe('code', () => {
  it('is copied as it is', async () => {
    const drawn = show('```ts\nconst a = 1;\n```');
    const button = drawn.querySelector<HTMLElement>('[aria-label="Copy code"]');
    expect(button).not.toBeNull();
    await act(async () => button?.click());
    expect(host.copy).toHaveBeenCalledWith('const a = 1;');
    expect(button?.getAttribute('aria-label')).toBe('Copied');
    expect(drawn.querySelector('[role=status]')?.textContent).toBe('Copied');
  });
});
