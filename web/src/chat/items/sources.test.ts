import { describe, expect, it } from 'vitest';
import type { Annotation, Source } from '../../protocol';
import { collectSources, groupSources, hostOf, originOf } from './sources';

const url = (name: string, more: object = {}): Source => ({
  type: 'url',
  title: name,
  url: `https://${name}.test/`,
  ...more,
});
const note = (source: Source, index?: number): Annotation => ({
  type: 'annotation',
  source,
  ...(index === undefined ? {} : { index }),
});

describe('collectSources', () => {
  it('numbers sources in the order in which the text names them', () => {
    const { all, places } = collectSources([[note(url('b'), 9), note(url('a'), 3)]]);
    expect(all.map(({ source, number }) => [source.title, number])).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    expect(places[0]?.map(({ index }) => index)).toEqual([3, 9]);
  });

  it('gives one number to a source that is named again, in another part too', () => {
    const { all, places } = collectSources([
      [note(url('a'), 3), note(url('b'), 5), note(url('a'), 9)],
      [note(url('b'), 1)],
    ]);
    expect(all).toHaveLength(2);
    expect(places.map((part) => part.map(({ source }) => source.number))).toEqual([[1, 2, 1], [2]]);
  });

  it('lists what has no place in the text last, and gives it none', () => {
    const { all, places } = collectSources([[note(url('a')), note(url('b'), 4)]]);
    expect(all.map(({ source }) => source.title)).toEqual(['b', 'a']);
    expect(places[0]).toHaveLength(1);
  });

  it('counts no entity that shows itself by a name or an icon', () => {
    const entity = (id: string, more: object): Source => ({
      type: 'entity',
      id,
      title: id,
      ...more,
    });
    const { all } = collectSources([
      [
        note(entity('a', { inline_label: 'Ada' }), 1),
        note(entity('b', { icon: 'user' }), 2),
        note(entity('c', {}), 3),
        note(url('d'), 4),
      ],
    ]);
    expect(all.map(({ number }) => number)).toEqual([null, null, 1, 2]);
  });

  it('leaves out a source of a type that does not exist yet', () => {
    const unknown = { type: 'dream', title: 'A dream' } as unknown as Source;
    expect(collectSources([[note(unknown, 1), note(url('a'), 2)]]).all).toHaveLength(1);
  });
});

describe('groupSources', () => {
  it('puts together what belongs to a group, what belongs to none first', () => {
    const { all } = collectSources([
      [
        note(url('a', { group: 'News' }), 1),
        note(url('b'), 2),
        note(url('c', { group: 'Docs' }), 3),
        note(url('d', { group: 'News' }), 4),
      ],
    ]);
    const groups = groupSources(all).map(([name, sources]) => [
      name,
      sources.map(({ source }) => source.title),
    ]);
    expect(groups).toEqual([
      ['', ['b']],
      ['News', ['a', 'd']],
      ['Docs', ['c']],
    ]);
  });
});

describe('where a source is from', () => {
  it('is its attribution, its host, its file or its label', () => {
    expect(originOf(url('a'))).toBe('a.test');
    expect(originOf(url('a', { attribution: 'The A' }))).toBe('The A');
    expect(originOf({ type: 'file', title: 'Plan', filename: 'plan.pdf' })).toBe('plan.pdf');
    expect(originOf({ type: 'file', title: 'plan.pdf', filename: 'plan.pdf' })).toBeNull();
    expect(originOf({ type: 'entity', id: 'e', title: 'Ada', label: 'Person' })).toBe('Person');
  });

  it('is nothing for an address that is none', () => {
    expect(hostOf('https://www.example.com/x')).toBe('example.com');
    expect(hostOf('not an address')).toBeNull();
  });
});
