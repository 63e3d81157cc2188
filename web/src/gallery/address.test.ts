import { expect, test } from 'vitest';
import { readAddress, writeAddress } from './address';

test('an address without anything means the first sample, as it is by default', () => {
  const { name, modes } = readAddress('');
  expect(name).toBe('');
  expect(modes).toEqual({
    scheme: 'light',
    dir: 'ltr',
    width: '480',
    density: 'normal',
    radius: 'default',
    state: 'ready',
    locale: 'en',
  });
});

test.each(['#card/form', '#a%20b?scheme=dark&dir=rtl&width=full&locale=ar', '#x?state=disabled'])(
  '%s is read and written',
  (hash) => {
    expect(writeAddress(readAddress(hash))).toBe(hash);
  },
);

test('a mode that there is not is the default', () => {
  expect(readAddress('#x?scheme=purple&shape=round').modes.scheme).toBe('light');
});
