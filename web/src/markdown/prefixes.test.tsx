import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { MarkdownDocument } from './document';
import { Markdown } from './Markdown';
import { CORPUS } from './testing/corpus';

const containers: Element[] = [];

function show(
  text: string,
  into: HTMLElement = document.createElement('div'),
  streaming = true,
): HTMLElement {
  containers.push(into);
  act(() => render(<Markdown text={text} streaming={streaming} />, into));
  return into;
}

afterEach(() => {
  for (const container of containers.splice(0)) render(null, container);
});

/** Ids count the texts that were drawn, which is no difference. */
const shape = (element: Element): string => element.innerHTML.replace(/P\d+-\d+/g, 'P');

describe.each(Object.entries(CORPUS))('every prefix of %s', (name, source) => {
  it('is drawn the same piece by piece as at once', () => {
    const growing = document.createElement('div');
    for (let length = 0; length <= source.length; length += 1) {
      const prefix = source.slice(0, length);
      expect(shape(show(prefix, growing))).toBe(shape(show(prefix)));
    }
    expect(shape(show(source, growing, false))).toBe(shape(show(source, undefined, false)));
  });

  it('is parsed the same in steps of any size', () => {
    for (const step of [1, 5, 31, 200]) {
      const growing = new MarkdownDocument();
      for (let length = 0; length <= source.length; length += step) {
        const prefix = source.slice(0, length);
        const { blocks, definitions } = growing.update(prefix);
        const whole = new MarkdownDocument().update(prefix);
        expect(blocks).toEqual(whole.blocks);
        expect(definitions).toEqual(whole.definitions);
      }
    }
  });

  it.runIf(!['odd', 'references'].includes(name))('shows nothing that vanishes again', () => {
    const drawn = show('');
    const final = textOf(show(source, undefined, false));
    for (let length = 0; length <= source.length; length += 1) {
      const text = textOf(show(source.slice(0, length), drawn));
      // What the very last character is is not always known.
      const settled = text.slice(0, Math.max(0, text.length - 1));
      expect([source.slice(0, length), final.slice(0, settled.length)]).toEqual([
        source.slice(0, length),
        settled,
      ]);
    }
  });
});

/** What is read: without the space between blocks, of which there is as much as there are blocks. */
function textOf(element: Element): string {
  return (element.textContent ?? '').replace(/\s+/g, '');
}

describe('a document that grows', () => {
  it('keeps what has not changed as it is, at every depth', () => {
    const grown = new MarkdownDocument();
    const [before] = grown.update('- a\n- b\n  - c\n  - d').blocks;
    const [after] = grown.update('- a\n- b\n  - c\n  - d and').blocks;
    if (before?.type !== 'list' || after?.type !== 'list') throw new Error('no list');
    expect(after).not.toBe(before);
    expect(after.children[0]).toBe(before.children[0]);
    expect(after.children[1]?.children[0]).toBe(before.children[1]?.children[0]);
  });

  it('starts again when the text was changed, not continued', () => {
    const document = new MarkdownDocument();
    document.update('One.\n\nTwo.');
    expect(document.update('Uno.\n\nTwo.').blocks).toMatchObject([
      { text: { raw: 'Uno.' } },
      { text: { raw: 'Two.' } },
    ]);
  });

  it('takes a link that is defined later for one everywhere', () => {
    const growing = document.createElement('div');
    show('See [guide].\n\nMore.\n\n', growing);
    expect(growing.querySelector('a')).toBeNull();
    show('See [guide].\n\nMore.\n\n[guide]: https://a.test\n', growing);
    expect(growing.querySelector('a')?.textContent).toBe('guide');
  });
});
