import { expect, test } from 'vitest';
import typeFile from '../../node_modules/@openai/chatkit/types/widgets.d.ts?raw';
import { registry } from './registry';

/** Of the Python SDK, not of the type files; it shows the fallback until charts are drawn. */
const NOT_DRAWN_YET = ['Chart'];

test('every component of the type files has a renderer, and no other has', () => {
  const named = [...typeFile.matchAll(/^ {2}type: '([\w.]+)';$/gm)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(25);
  expect(Object.keys(registry).sort()).toEqual([...new Set(named)].sort());
  for (const name of NOT_DRAWN_YET) expect(registry).not.toHaveProperty(name);
});

test('every renderer names the props that it reads, once', () => {
  for (const { props } of Object.values(registry)) {
    expect(new Set(props).size).toBe(props.length);
    expect(props).not.toContain('type');
  }
});
