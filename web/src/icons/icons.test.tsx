import { render } from 'preact';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { bundled } from './bundled';
import { drawingOf, isDirectional, loadDrawing, neutral } from './drawings';
import { Icon } from './index';
import { named } from './names';
import { PARTS, partOf } from './parts';

const sources = import.meta.glob<string>(
  ['../{chat,element,markdown,widgets}/**/*.{ts,tsx}', '!**/*.test.*'],
  {
    query: '?raw',
    import: 'default',
    eager: true,
  },
);

const host = document.createElement('div');
afterEach(() => {
  render(null, host);
  vi.restoreAllMocks();
});

const shapes = () => host.querySelectorAll('svg > *').length;
const isDot = () => host.querySelector('svg > circle')?.getAttribute('r') === '4';

test('every name of ChatKit draws something of its own', async () => {
  for (const name of Object.keys(named)) {
    await loadDrawing(name);
    if (name !== 'dot') expect(drawingOf(name), name).not.toBe(neutral);
    expect(drawingOf(name)?.length, name).toBeGreaterThan(0);
  }
});

test('what the element itself draws is there at once', () => {
  const names = Object.values(sources).flatMap((source) =>
    [
      ...source.matchAll(
        /(?:<Icon|<Drawing|icon[:=]|Icon=)[^>\n]*?['"]((?:lucide:)?[a-z][\w-]+)['"]/g,
      ),
    ].map(([, name = '']) => name),
  );
  const own = names.filter((name) => name.startsWith('lucide:') || name in named);
  expect(own.length).toBeGreaterThan(40);
  expect(own.filter((name) => drawingOf(name) === null)).toEqual([]);
});

test.each(['vendor:acme', '', 'No such', 'lucide:../x'])('%j is a dot at once', (name) => {
  expect(drawingOf(name)).toBe(neutral);
});

test.each(['lucide:no-such-icon', 'no-icon-at-all', 'constructor'])(
  '%j is a dot after it was looked for',
  async (name) => {
    expect(drawingOf(name)).toBeNull();
    await loadDrawing(name);
    expect(drawingOf(name)).toBe(neutral);
  },
);

test.each([
  ['lucide:home', 'lucide:house'],
  ['lucide:trash-2', 'lucide:trash'],
  ['lucide:edit-2', 'lucide:pen'],
  ['lucide:alert-triangle', 'lucide:triangle-alert'],
])('%s, which was given up, draws what %s draws', async (old, now) => {
  await Promise.all([loadDrawing(old), loadDrawing(now)]);
  expect(drawingOf(old)).toEqual(drawingOf(now));
  expect(drawingOf(old)).not.toBe(neutral);
});

test('each icon is in one of the parts, whatever its name', () => {
  const seen = new Set(['a', 'b', '😀', ...Object.keys(bundled)].map(partOf));
  for (const part of seen) expect(part >= 0 && part < PARTS).toBe(true);
  expect(seen.size).toBeGreaterThan(20);
});

test('what means back or on is turned around, by any of its names', () => {
  for (const name of [
    'back-small',
    'back-large',
    'chevron-left',
    'lucide:arrow-right',
    'double-chevron-left',
  ]) {
    expect(isDirectional(name), name).toBe(true);
  }
  for (const name of ['sidebar-left', 'lucide:panel-left', 'check', 'wreath']) {
    expect(isDirectional(name), name).toBe(false);
  }
});

describe('an icon', () => {
  test('is decoration, in the size that is asked for', () => {
    render(<Icon name="check" size={20} />, host);
    const svg = host.querySelector('svg');
    expect(svg?.getAttribute('aria-hidden')).toBe('true');
    expect(svg?.getAttribute('width')).toBe('20');
    expect(svg?.querySelector('path')?.namespaceURI).toBe('http://www.w3.org/2000/svg');
  });

  test('keeps its place until it is there', async () => {
    render(<Icon name="lucide:axolotl-that-is-none" />, host);
    expect(host.querySelector('svg')?.getAttribute('width')).toBe('1em');
    expect(shapes()).toBe(0);
    await vi.waitFor(() => expect(isDot()).toBe(true), 15_000);

    render(<Icon name="lucide:tent-tree" />, host);
    expect(shapes()).toBe(0);
    await vi.waitFor(() => expect(shapes()).toBeGreaterThan(1), 15_000);
    render(<Icon name="lucide:tent-tree" size={32} />, host);
    expect(shapes()).toBeGreaterThan(1);
  });

  test('is a dot where it cannot be loaded, and itself when the network is back', async () => {
    vi.resetModules(); // nothing is loaded any more
    const name = 'lucide:squirrel';
    const { parts } = await import('virtual:lucide');
    const fetched = parts[partOf('squirrel')];
    let isOnline = false;
    const load = vi.fn(() =>
      isOnline && fetched ? fetched() : Promise.reject(new Error('offline')),
    );
    (parts as (typeof load)[])[partOf('squirrel')] = load;
    const { Icon: Fresh } = await import('./index');
    render(<Fresh name={name} />, host);
    await vi.waitFor(() => expect(isDot()).toBe(true), 15_000);
    expect(load).toHaveBeenCalledTimes(1);
    isOnline = true;
    window.dispatchEvent(new Event('online'));
    await vi.waitFor(() => expect(shapes()).toBeGreaterThan(1), 15_000);
    expect(load).toHaveBeenCalledTimes(2);
  });
});
