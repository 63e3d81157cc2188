import { describe, expect, it } from 'vitest';
import { file } from '../../../protocol/testing/fake-upload';
import { acceptAttribute, admit, type Limits, limitsOf } from './limits';

const MB = 1024 * 1024;
const ANY: Limits = { maxSize: 100 * MB, maxCount: 10, accept: null };

/** Of this size, without taking up as much. */
function sized(name: string, type: string, size: number): File {
  return Object.defineProperty(file(name, type), 'size', { value: size });
}

function reasons(files: readonly File[], limits: Partial<Limits>, attached = 0) {
  const { refused } = admit(files, attached, { ...ANY, ...limits });
  return refused.map(({ name, reason, limit }) => [name, reason, limit]);
}

describe('limitsOf', () => {
  it('is nothing unless attachments are on', () => {
    expect(limitsOf({ api: null })).toBeNull();
    expect(limitsOf({ api: null, composer: { attachments: { enabled: false } } })).toBeNull();
  });

  it('has the defaults of the contract', () => {
    expect(limitsOf({ api: null, composer: { attachments: { enabled: true } } })).toEqual(ANY);
  });
});

describe('admit', () => {
  it('takes everything within the limits, the same file twice too', () => {
    const one = file('a.txt');
    expect(admit([one, one], 0, ANY)).toEqual({ admitted: [one, one], refused: [] });
  });

  it('takes the good ones of a batch, and says what is wrong with each other one', () => {
    const good = file('good.txt');
    const big = sized('big.txt', 'text/plain', 3 * MB);
    const limits = { ...ANY, maxSize: 2 * MB, accept: { 'text/plain': [] } };
    const { admitted, refused } = admit(
      [big, file('empty.txt', 'text/plain', 0), good, file('a.exe', 'application/x-exe')],
      0,
      limits,
    );
    expect(admitted).toEqual([good]);
    expect(refused).toEqual([
      { name: 'big.txt', reason: 'size', limit: 2 * MB },
      { name: 'empty.txt', reason: 'empty', limit: 0 },
      { name: 'a.exe', reason: 'type', limit: 0 },
    ]);
  });

  it('counts what is attached already, and nothing that was refused', () => {
    const batch = [file('x', 'text/plain', 0), file('a.txt'), file('b.txt')];
    expect(reasons(batch, { maxCount: 3 }, 2)).toEqual([
      ['x', 'empty', 0],
      ['b.txt', 'count', 3],
    ]);
  });

  it.each([
    ['a.PNG', 'image/png', true],
    ['a.png', 'IMAGE/PNG', true],
    ['notes.md', '', true],
    ['NOTES.MD', 'application/x-unknown', true],
    ['notes.mdx', '', false],
    ['a.csv', 'text/csv; charset=utf-8', true],
    ['a.pdf', 'application/pdf', false],
    ['archive.tar.gz', 'application/gzip', true],
  ])('accepts %s of type “%s”: %s', (name, type, accepted) => {
    const accept = {
      'image/*': [],
      'text/markdown': ['.md'],
      'text/csv': [],
      'application/x-tar': ['tar.gz'],
    };
    expect(reasons([file(name, type)], { accept })).toHaveLength(accepted ? 0 : 1);
  });

  it.each([
    ['image/png', 1],
    ['image/jpeg', 2],
    ['text/plain', 3],
    ['', 3],
  ])('applies the limit of the most specific pattern to “%s”', (type, limit) => {
    const maxSize = { '*': 3 * MB, 'image/*': 2 * MB, 'image/png': MB };
    expect(reasons([sized('a', type, 90 * MB)], { maxSize })).toEqual([['a', 'size', limit * MB]]);
    expect(reasons([sized('a', type, limit * MB)], { maxSize })).toEqual([]);
  });

  it('applies the default limit to what no pattern names', () => {
    const maxSize = { 'image/*': MB };
    expect(reasons([sized('a', 'text/plain', 101 * MB)], { maxSize })).toEqual([
      ['a', 'size', 100 * MB],
    ]);
    expect(reasons([sized('a', 'text/plain', 9)], { maxSize: { '': 8 } })).toEqual([
      ['a', 'size', 8],
    ]);
  });
});

describe('acceptAttribute', () => {
  it('names patterns and extensions once, and nothing where everything is accepted', () => {
    const accept = { 'image/*': ['.png', 'jpg'], 'text/plain': ['.png'] };
    expect(acceptAttribute({ ...ANY, accept })).toBe('image/*,text/plain,.png,.jpg');
    expect(acceptAttribute({ ...ANY, accept: { '*/*': [] } })).toBeUndefined();
    expect(acceptAttribute(ANY)).toBeUndefined();
  });
});
