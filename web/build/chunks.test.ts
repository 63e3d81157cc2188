import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInThisContext } from 'node:vm';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHUNK_FILE_NAMES, classicScriptWithChunks } from './chunks.ts';
import { type Manifest, manifestOf, replaceManifest } from './manifest.ts';

/** Two chunks that share a counter with the script, and a module with each other. */
const SOURCES = {
  'counter.js': `let count = 0;
    export const next = () => ++count;`,
  'shared.js': `import { next } from './counter';
    export const both = () => 'shared ' + next();`,
  'one.js': `import { next } from './counter';
    import { both } from './shared';
    export default () => [next(), both()];`,
  'two.js': `import { both } from './shared';
    export default both;
    export const one = () => import('./one');`,
  'words.json': '{ "a.b": "words", "forms": { "other": "{count}" } }',
  'entry.js': `import { next } from './counter';
    globalThis.script = {
      count: next,
      one: () => import('./one'),
      two: () => import('./two'),
      words: import.meta.glob('./*.json', { import: 'default' }),
    };`,
};

interface Script {
  readonly count: () => number;
  readonly one: () => Promise<{ default: () => unknown }>;
  readonly two: () => Promise<{ default: () => unknown; one: Script['one'] }>;
  readonly words: Record<string, () => Promise<unknown>>;
}

const folder = mkdtempSync(join(tmpdir(), 'chunks-'));
const dist = join(folder, 'dist');
const read = (name: string) => readFileSync(join(dist, name), 'utf8');
const chunks = () => readdirSync(join(dist, 'chatkit')).filter((name) => name.endsWith('.js'));

async function buildSources(version = '1.0.0'): Promise<void> {
  await build({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    plugins: [
      classicScriptWithChunks({
        banner: 'a banner',
        scriptNames: ['chatkit.js', `chatkit@${version}.js`],
        host: 'globalThis.__openChatKit',
        written: (files) => replaceManifest(dist, manifestOf(version, files)),
      }),
    ],
    build: {
      outDir: dist,
      emptyOutDir: false,
      sourcemap: 'hidden',
      lib: { entry: join(folder, 'entry.js'), formats: ['es'], fileName: () => 'chatkit.js' },
      rolldownOptions: {
        preserveEntrySignatures: 'allow-extension',
        experimental: { nativeMagicString: true },
        output: { minify: true, chunkFileNames: CHUNK_FILE_NAMES },
      },
    },
  });
}

beforeAll(async () => {
  for (const [name, source] of Object.entries(SOURCES)) writeFileSync(join(folder, name), source);
  await buildSources();
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('the built script', () => {
  it('is a classic script, under two names, that shares its modules with its chunks', async () => {
    const loaded: string[] = [];
    globalThis.__openChatKit = {
      load: (name) => {
        loaded.push(name.replace(/-[\w-]{43}\.js$/, ''));
        return import(/* @vite-ignore */ pathToFileURL(join(dist, 'chatkit', name)).href);
      },
    };
    runInThisContext(read('chatkit.js'));
    const { script } = globalThis as unknown as { script: Script };
    expect(script.count()).toBe(1);
    expect((await script.one()).default()).toEqual([2, 'shared 3']);
    const two = await script.two();
    expect(two.default()).toBe('shared 4');
    expect((await two.one()).default()).toEqual([5, 'shared 6']);
    expect(script.count()).toBe(7);
    expect(await script.words['./words.json']?.()).toEqual({
      'a.b': 'words',
      forms: { other: '{count}' },
    });
    expect(loaded).toEqual(['one', 'shared', 'two', 'shared', 'one', 'words']);
    expect(read('chatkit@1.0.0.js').split('\n')[1]).toBe(read('chatkit.js').split('\n')[1]);
    expect(read('chatkit.js')).toMatch(/^\/\*! a banner \*\//);
  });

  it('has chunks whose names end in the hash of what is in them', () => {
    expect(chunks()).toHaveLength(4);
    for (const name of chunks()) {
      const hash = createHash('sha256')
        .update(read(`chatkit/${name}`))
        .digest('base64url');
      expect(name.endsWith(`-${hash}.js`)).toBe(true);
    }
  });

  it('has source maps that lead back to the sources', () => {
    for (const name of [
      'chatkit.js',
      'chatkit@1.0.0.js',
      ...chunks().map((it) => `chatkit/${it}`),
    ]) {
      const [, map = ''] = /\/\/# sourceMappingURL=(\S+)\n$/.exec(read(name)) ?? [];
      const { version, sources, mappings } = JSON.parse(read(join(name, '..', map)));
      expect(version).toBe(3);
      if (name.includes('words')) continue; // JSON has no positions
      expect(sources.length).toBeGreaterThan(0);
      // The script begins with a line of its own.
      expect(mappings.startsWith(';')).toBe(!name.includes('/'));
    }
  });

  it('has a manifest with the integrity of each file', () => {
    const manifest = JSON.parse(read('chatkit.json')) as Manifest;
    expect(manifest.version).toBe('1.0.0');
    expect(Object.keys(manifest.scripts)).toEqual(['chatkit.js', 'chatkit@1.0.0.js']);
    expect(Object.keys(manifest.chunks).sort()).toEqual(
      chunks()
        .map((it) => `chatkit/${it}`)
        .sort(),
    );
    for (const [name, facts] of Object.entries({ ...manifest.scripts, ...manifest.chunks })) {
      const hash = createHash('sha384').update(read(name)).digest('base64');
      expect(facts.integrity).toBe(`sha384-${hash}`);
      expect(facts.size).toBe(Buffer.byteLength(read(name)));
      expect(facts.gzip).toBeGreaterThan(0);
    }
  });

  it('takes the place of an earlier one of its version, and leaves other versions alone', async () => {
    const first = chunks();
    const buildWords = async (version: string, words: string) => {
      writeFileSync(join(folder, 'words.json'), `{ "a.b": "${words}" }`);
      await buildSources(version);
      return chunks().filter((name) => !first.includes(name));
    };
    const [second, ...others] = await buildWords('1.1.0', 'newer words');
    expect(others).toEqual([]);
    const third = await buildWords('1.1.0', 'even newer words');
    expect(third).toHaveLength(1);
    expect(third).not.toContain(second);
    // All that the first version has is still there.
    expect(chunks()).toEqual(expect.arrayContaining(first));
    expect(existsSync(join(dist, 'chatkit@1.0.0.js'))).toBe(true);
  });
});
