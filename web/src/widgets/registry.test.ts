import { expect, test } from 'vitest';
import typeFile from '../../node_modules/@openai/chatkit/types/widgets.d.ts?raw';
import { registry } from './registry';

/** Of the Python SDK, not of the type files. */
const ONLY_IN_PYTHON = ['Chart'];

test('every component of the type files and the SDK has a renderer, and no other has', () => {
  const named = [...typeFile.matchAll(/^ {2}type: '([\w.]+)';$/gm)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(25);
  expect(Object.keys(registry).sort()).toEqual([...new Set([...named, ...ONLY_IN_PYTHON])].sort());
});

test('every renderer names the props that it reads, once', () => {
  for (const { props } of Object.values(registry)) {
    expect(new Set(props).size).toBe(props.length);
    expect(props).not.toContain('type');
  }
});

test('what the renderers read, and take for what is missing, is what the reference is made of', async () => {
  const read = Object.entries(registry).map(([name, { props, defaults }]) => [
    name,
    Object.fromEntries([...props].sort().map((prop) => [prop, defaults[prop] ?? null])),
  ]);
  await expect(`${JSON.stringify(Object.fromEntries(read), null, 2)}\n`).toMatchFileSnapshot(
    './registry.json',
  );
});
