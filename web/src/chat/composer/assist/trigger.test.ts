import { describe, expect, it } from 'vitest';
import { tagOf } from '../../model';
import { triggerAt } from './trigger';

const both = { entity: true, command: true };
const at = (text: string, allowed = both) => triggerAt({ text, tags: [] }, text.length, allowed);

describe('what asks for suggestions', () => {
  it.each([
    ['@', 'entity', 0, ''],
    ['ask @ada', 'entity', 4, 'ada'],
    ['(@ada', 'entity', 1, 'ada'],
    ['one\n@a', 'entity', 4, 'a'],
    ['@ada love', 'entity', 0, 'ada love'],
    ['@a @b', 'entity', 3, 'b'],
    ['/', 'command', 0, ''],
    ['/new chat', 'command', 0, 'new chat'],
    ['/say @ada', 'entity', 5, 'ada'],
  ])('%j', (text, kind, start, query) => {
    expect(at(text)).toEqual({ kind, start, query });
  });

  it.each([
    'ada@example.org',
    '@ada love lace',
    '@ada\n',
    '@ ada',
    ' /new',
    'and/or',
    '/a b c',
    `@${'a'.repeat(80)}`,
  ])('%j does not', (text) => {
    expect(at(text)).toBeNull();
  });

  it('asks for nothing that the page does not offer', () => {
    expect(at('@ada', { entity: false, command: true })).toBeNull();
    expect(at('/new', { entity: true, command: false })).toBeNull();
  });

  it('is what stands before the cursor, and no tag', () => {
    const text = 'ask @ada now';
    expect(triggerAt({ text, tags: [] }, 6, both)).toMatchObject({ start: 4, query: 'a' });
    const { tags } = tagOf({ id: 'a', title: '@ada' });
    expect(triggerAt({ text: '@ada', tags }, 4, both)).toBeNull();
  });
});
