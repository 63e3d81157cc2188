import { render } from 'preact';
import { expect, test } from 'vitest';
import { drawingOf, lucideIcons, namedIcons, neutral } from './drawings';
import { Icon } from './index';

test('every icon name draws something of its own', () => {
  for (const [name, drawing] of Object.entries(namedIcons)) {
    expect(drawing.length, name).toBeGreaterThan(0);
    if (name !== 'dot') expect(drawingOf(name), name).not.toBe(neutral);
  }
  for (const name of Object.keys(lucideIcons)) {
    expect(drawingOf(`lucide:${name}`), name).not.toBe(neutral);
  }
});

test.each(['vendor:acme', 'lucide:no-such-icon', 'no-such-icon', 'constructor', '__proto__', ''])(
  '%j draws a neutral dot',
  (name) => {
    expect(drawingOf(name)).toBe(neutral);
  },
);

test('an icon is decoration, in the size that is asked for', () => {
  const host = document.createElement('div');
  render(<Icon name="check" size={20} />, host);
  const svg = host.querySelector('svg');
  expect(svg?.getAttribute('aria-hidden')).toBe('true');
  expect(svg?.getAttribute('width')).toBe('20');
  expect(svg?.querySelector('path')?.namespaceURI).toBe('http://www.w3.org/2000/svg');
});
