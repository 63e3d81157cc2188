import { describe, expect, it } from 'vitest';
import {
  contentOf,
  editBetween,
  follow,
  NO_TEXT,
  outside,
  type PlacedTag,
  replaced,
  slice,
  type TaggedText,
  taggedText,
  tagOf,
  trimmed,
} from './tagged-text';

const ada = { id: 'u1', title: 'Ada', group: 'People', interactive: true, icon: 'user' };

/** A number generator that gives the same series for the same seed. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A text as single characters, each of which knows its tag: the simplest thing that can be right. */
type Cell = { readonly char: string; readonly tag: string | null };

function cellsOf({ text, tags }: TaggedText): Cell[] {
  return [...text].map((char, index) => ({
    char,
    tag: tags.find(({ start, end }) => start <= index && index < end)?.tag.id ?? null,
  }));
}

describe('tagged text', () => {
  it('becomes content in order, and comes back from it', () => {
    const value = taggedText([
      { type: 'input_text', text: 'Ask ' },
      { type: 'input_tag', id: 'u1', text: 'Ada', group: 'People', interactive: true },
      { type: 'input_text', text: ' and ' },
      { type: 'input_tag', id: 'u2', text: 'Grace', data: { desk: '7' } },
    ]);
    expect(value.text).toBe('Ask Ada and Grace');
    expect(contentOf(value)).toEqual([
      { type: 'input_text', text: 'Ask ' },
      {
        type: 'input_tag',
        id: 'u1',
        text: 'Ada',
        group: 'People',
        interactive: true,
        data: {},
      },
      { type: 'input_text', text: ' and ' },
      { type: 'input_tag', id: 'u2', text: 'Grace', data: { desk: '7' } },
    ]);
    expect(taggedText(contentOf(value))).toEqual({
      text: value.text,
      tags: value.tags.map((placed) => ({ ...placed, tag: { data: {}, ...placed.tag } })),
    });
  });

  it('keeps the tags of its inner part when it is trimmed', () => {
    const value = replaced({ text: '  to  ', tags: [] }, { start: 5, end: 5 }, tagOf(ada));
    expect(trimmed(value)).toEqual(slice(value, 2, 8));
    expect(trimmed(value).tags[0]).toMatchObject({ start: 3, end: 6 });
    expect(trimmed({ text: '   ', tags: [] })).toEqual(NO_TEXT);
  });

  it.each([
    ['aaa', 'aaaa', 2, { start: 1, removed: 0, inserted: 1 }],
    ['aaa', 'aaaa', 4, { start: 3, removed: 0, inserted: 1 }],
    ['aaaa', 'aaa', 1, { start: 1, removed: 1, inserted: 0 }],
    ['one two', 'one 2 two', 6, { start: 4, removed: 0, inserted: 2 }],
    ['one two', 'one', 3, { start: 3, removed: 4, inserted: 0 }],
    ['one two', 'one ten', 7, { start: 5, removed: 2, inserted: 2 }],
    ['same', 'same', 2, { start: 2, removed: 0, inserted: 0 }],
  ])('tells what made %j of %j', (before, after, caret, edit) => {
    expect(editBetween(before, after, caret)).toEqual(edit);
  });

  it('knows what is left of a tag that was cut into', () => {
    const { tags } = tagOf({ ...ada, title: 'Ada Lovelace' });
    expect(follow(tags, { start: 4, removed: 8, inserted: 0 })).toEqual({
      tags: [],
      remains: [{ start: 0, end: 4 }],
    });
    expect(follow(tags, { start: 3, removed: 1, inserted: 0 }).remains).toEqual([
      { start: 0, end: 3 },
      { start: 3, end: 11 },
    ]);
  });

  it('lets no cursor stay inside a tag', () => {
    const tags: PlacedTag[] = [{ start: 2, end: 8, tag: { id: 'x' } }];
    expect(outside(tags, 3, 2)).toBe(8);
    expect(outside(tags, 7, 8)).toBe(2);
    expect(outside(tags, 4, 0)).toBe(2);
    expect(outside(tags, 6, 0)).toBe(8);
    expect(outside(tags, 2, 0)).toBe(2);
    expect(outside(tags, 8, 9)).toBe(8);
  });

  it('stays in step with any series of edits', () => {
    const next = random(20);
    let value: TaggedText = NO_TEXT;
    let survived = 0;
    for (let step = 0; step < 5000; step += 1) {
      // A few letters, so that equal ones stand side by side and make the edits ambiguous.
      const start = next(value.text.length + 1);
      const end = Math.min(value.text.length, start + (next(3) === 0 ? next(6) : 0));
      const isTag = next(4) === 0;
      const text = 'ab '.repeat(3).slice(next(4), 4 + next(4));
      const by = isTag ? tagOf({ id: `t${step}`, title: `${text}b` }) : { text, tags: [] };

      const cells = cellsOf(value);
      const cut = new Set(
        value.tags
          .filter((placed) =>
            start === end
              ? placed.start < start && start < placed.end
              : placed.start < end && start < placed.end,
          )
          .map(({ tag }) => tag.id),
      );
      const expected = [...cells.slice(0, start), ...cellsOf(by), ...cells.slice(end)].map(
        (cell) => (cell.tag !== null && cut.has(cell.tag) ? { ...cell, tag: null } : cell),
      );

      const after = replaced(value, { start, end }, by);
      expect(cellsOf(after)).toEqual(expected);
      expect(after.text).toBe(expected.map(({ char }) => char).join(''));

      if (!isTag && end === start) {
        // What the field alone can tell: the texts, and where the cursor is.
        const edit = editBetween(value.text, after.text, start + text.length);
        expect(edit).toEqual({ start, removed: 0, inserted: text.length });
        expect(follow(value.tags, edit).tags).toEqual(after.tags);
      } else if (by.text === '') {
        expect(follow(value.tags, editBetween(value.text, after.text, start)).tags).toEqual(
          after.tags,
        );
      }
      value = after.text.length > 60 ? slice(after, 20) : after;
      survived += value.tags.length;
    }
    expect(survived).toBeGreaterThan(1000);
  });
});
