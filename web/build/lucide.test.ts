import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PARTS, partOf } from '../src/icons/parts.ts';
import { allIcons } from './lucide.ts';
import type { Manifest } from './manifest.ts';

const PART_BYTES = 8_000;

describe('the icons', () => {
  it('are all that Lucide has, by the names of today and by those that it gave up', async () => {
    const icons = await allIcons();
    const files = readdirSync(resolve('node_modules/lucide/dist/esm/icons'));
    const names = files.filter((file) => file.endsWith('.mjs')).map((file) => file.slice(0, -4));
    expect(names.length).toBeGreaterThan(1_500);
    expect(names.filter((name) => !icons.has(name))).toEqual([]);
    const old = [
      'home',
      'trash-2',
      'edit-2',
      'edit-3',
      'alert-triangle',
      'grid-3x3',
      'more-horizontal',
    ];
    expect(old.filter((name) => !icons.has(name))).toEqual([]);
  });

  it('are in parts that are small, and almost equally so', () => {
    const { chunks } = JSON.parse(readFileSync('dist/chatkit.json', 'utf8')) as Manifest;
    const parts = Object.entries(chunks).filter(([name]) => name.startsWith('chatkit/icons-'));
    expect(parts).toHaveLength(PARTS);
    for (const [name, { gzip }] of parts) expect(gzip, name).toBeLessThan(PART_BYTES);
  });

  it('are in the part that their name says', async () => {
    const { chunks } = JSON.parse(readFileSync('dist/chatkit.json', 'utf8')) as Manifest;
    for (const name of ['tent-tree', 'home', 'squirrel']) {
      const wanted = `chatkit/icons-${partOf(name)}-`;
      const [file = ''] = Object.keys(chunks).filter((path) => path.startsWith(wanted));
      expect(readFileSync(resolve('dist', file), 'utf8')).toContain(name);
    }
  });
});
