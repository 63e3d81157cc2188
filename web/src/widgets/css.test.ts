import { describe, expect, test } from 'vitest';
import { borderColor, surfaceColor, textColor } from './colors';
import { aspectRatio, border, flex, radius, size, space, spacing } from './css';
import { imageUrl } from './props';

const HOSTILE = [
  'url(https://evil.example/x)',
  'red;background:url(//evil.example)',
  'expression(alert(1))',
  'javascript:alert(1)',
  'var(--secret)',
  'attr(data-x)',
  'env(safe-area-inset-top)',
  'image-set("x" 1x)',
  'calc(1px + url(x))',
  'calc(1px + attr(x))',
  'rgb(0 0 0) url(x)',
  'rgb(var(--r) 0 0)',
  'color-mix(in srgb, red, url(x))',
  '10px; position: fixed',
  '10px\n}* {color: red',
  '\\75rl(x)',
  'u/**/rl(x)',
  '@import "x"',
  '1e999px',
  '999999999px',
  `${'('.repeat(500)}`,
  {},
  [],
  null,
  true,
  Number.NaN,
  Number.POSITIVE_INFINITY,
];

describe('hostile values', () => {
  test.each(HOSTILE)('%j is no length, colour, border or ratio', (value) => {
    for (const read of [size, space, radius, flex, aspectRatio]) {
      expect(read(value)).toBeUndefined();
    }
    for (const read of [textColor, surfaceColor, borderColor]) expect(read(value)).toBeUndefined();
    expect(JSON.stringify([spacing(value), border(value)])).not.toMatch(/url|expr|attr|env|;|\}\*/);
  });

  test.each([
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'data:text/html,<script>1</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'http://[',
    '',
    7,
    null,
  ])('%j is no address of a picture', (value) => {
    expect(imageUrl(value)).toBeUndefined();
  });
});

test('numbers are spacing units for distances and pixels for sizes', () => {
  expect(space(3)).toBe('calc(var(--ck-space) * 3)');
  expect(size(3)).toBe('3px');
  expect(size(1e9)).toBe('4096px');
  expect(size('9999px')).toBeUndefined();
  expect(size('calc(1px * 99999)')).toBeUndefined();
  expect(flex(1e30)).toBe('4096 1 0%');
});

test.each([
  '12px',
  '1.5rem',
  '50%',
  '100dvh',
  'auto',
  'min-content',
  'calc(100% - 2rem)',
  'min(50%, 20px)',
])('%s is CSS that is taken as it is', (value) => {
  expect(size(value)).toBe(value);
});

test('spacing takes edges and axes, and what is left is the start', () => {
  expect(spacing({ x: 2, top: '1px', left: 3 })).toEqual({
    top: '1px',
    end: 'calc(var(--ck-space) * 2)',
    bottom: undefined,
    start: 'calc(var(--ck-space) * 3)',
  });
  expect(spacing('1px 2px')).toEqual({ top: '1px', end: '2px', bottom: '1px', start: '2px' });
});

test('borders are given as a width, as an object, or for each edge', () => {
  expect(border(1)?.top?.css).toBe('1px solid var(--ck-border)');
  expect(border({ size: 2, color: 'strong', style: 'dashed' })?.start?.css).toBe(
    '2px dashed var(--ck-border-strong)',
  );
  expect(border({ y: 1, left: { size: 3 } })).toMatchObject({
    top: { css: '1px solid var(--ck-border)' },
    start: { css: '3px solid var(--ck-border)' },
    end: undefined,
  });
});

test('colours are tokens, primitives, CSS, or a pair of these', () => {
  expect(textColor('secondary')).toBe('var(--ck-text-secondary)');
  expect(surfaceColor('surface-tertiary')).toBe('var(--ck-surface-tertiary)');
  expect(borderColor('subtle')).toBe('var(--ck-border-subtle)');
  expect(textColor('red-400')).toBe('oklch(0.65 0.21 26)');
  expect(textColor('blue-a100')).toMatch(/^color-mix\(in oklab, oklch\(.+\) 45%, transparent\)$/);
  expect(textColor('gray-500')).toMatch(/^light-dark\(/);
  expect(textColor('#0af')).toBe('#0af');
  expect(textColor('rgb(1 2 3 / 50%)')).toBe('rgb(1 2 3 / 50%)');
  expect(textColor('hsl(120deg, 50%, 50%)')).toBe('hsl(120deg, 50%, 50%)');
  expect(textColor({ light: '#000', dark: 'gray-0' })).toMatch(/^light-dark\(#000, light-dark\(/);
  expect(textColor({ light: '#000' })).toBeUndefined();
  expect(textColor('mauve-5000')).toBeUndefined();
});

test('a background may be a gradient of colours, and of nothing else', () => {
  expect(surfaceColor('linear-gradient(135deg, #fff6d9 0%, #ceb0fb 100%)')).toBe(
    'linear-gradient(135deg, #fff6d9 0%, #ceb0fb 100%)',
  );
  expect(surfaceColor('radial-gradient(circle, rgb(1, 2, 3) 10px 20%, red-400)')).toBe(
    'radial-gradient(circle, rgb(1, 2, 3) 10px 20%, oklch(0.65 0.21 26))',
  );
  expect(surfaceColor('conic-gradient(red, blue)')).toBe('conic-gradient(red, blue)');
  for (const wrong of [
    'linear-gradient(red)',
    'linear-gradient(135deg, red)',
    'linear-gradient(to up, red, blue)',
    'linear-gradient(url(x), red)',
    'linear-gradient(red, var(--x))',
    'linear-gradient(red, blue), url(x)',
    'linear-gradient(red, blue); color: red',
    `linear-gradient(${'red, '.repeat(99)}blue)`,
    'element-gradient(red, blue)',
  ]) {
    expect(surfaceColor(wrong)).toBeUndefined();
  }
  expect(textColor('linear-gradient(red, blue)')).toBeUndefined();
});

test('a part of the colour of text is a colour', () => {
  expect(textColor('alpha-70')).toBe('color-mix(in oklab, var(--ck-text) 70%, transparent)');
  expect(textColor('alpha-05')).toBe('color-mix(in oklab, var(--ck-text) 5%, transparent)');
  expect(textColor('alpha-700')).toBeUndefined();
});

test('pictures come from the web, from the page, or from the data itself', () => {
  expect(imageUrl('https://example.org/a.png')).toBe('https://example.org/a.png');
  expect(imageUrl('/a.png')).toMatch(/\/a\.png$/);
  expect(imageUrl('data:image/png;base64,AA==')).toBe('data:image/png;base64,AA==');
});
