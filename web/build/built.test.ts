/** What `npm run build` has made: its size, and the package for npm. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import type { Manifest } from './manifest.ts';

const PACKAGE = resolve('dist/package');
const FIRST_LOAD_BYTES = 120_000;

const consumer = mkdtempSync(join(tmpdir(), 'consumer-'));
afterAll(() => rmSync(consumer, { recursive: true }));

/** A project of somebody who has installed the package and `@openai/chatkit`. */
function installed(): string {
  mkdirSync(join(consumer, 'node_modules'), { recursive: true });
  for (const [name, from] of [
    ['openchatkit-element', PACKAGE],
    ['@openai', resolve('node_modules/@openai')],
  ] as const) {
    rmSync(join(consumer, 'node_modules', name), { force: true });
    symlinkSync(from, join(consumer, 'node_modules', name), 'dir');
  }
  writeFileSync(join(consumer, 'package.json'), '{ "type": "module" }');
  return consumer;
}

describe('the first load', () => {
  it(`is at most ${FIRST_LOAD_BYTES / 1000} KB compressed`, () => {
    const manifest = JSON.parse(readFileSync('dist/chatkit.json', 'utf8')) as Manifest;
    expect(manifest.version).toBe(packageJson.version);
    expect(manifest.scripts['chatkit.js']?.gzip).toBeLessThanOrEqual(FIRST_LOAD_BYTES);
  });
});

describe('the chunks', () => {
  it('have nothing that the script or another chunk has', () => {
    const { scripts, chunks } = JSON.parse(readFileSync('dist/chatkit.json', 'utf8')) as Manifest;
    const [script = ''] = Object.keys(scripts);
    const seen = new Map<string, string>();
    const twice: string[] = [];
    for (const name of [script, ...Object.keys(chunks)]) {
      const [, map = ''] =
        /sourceMappingURL=(\S+)\n$/.exec(readFileSync(`dist/${name}`, 'utf8')) ?? [];
      const { sources } = JSON.parse(readFileSync(join('dist', name, '..', map), 'utf8'));
      for (const source of sources as string[]) {
        const path = resolve('dist', name, '..', source);
        if (seen.has(path)) twice.push(`${path} is in ${seen.get(path)} and in ${name}`);
        seen.set(path, name);
      }
    }
    expect(twice).toEqual([]);
    expect([...seen.values()]).toContain(script);
    expect(Object.keys(chunks).length).toBeGreaterThan(0);
  });
});

describe('the npm package', () => {
  it('has the modules, the scripts, the types and the licences, and nothing else', () => {
    const output = execFileSync('npm', ['pack', '--dry-run', '--json'], {
      cwd: PACKAGE,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    // npm tells of one package in a list, or by its name.
    const [packed] = Object.values(JSON.parse(output)) as [
      { name: string; version: string; files: { path: string }[] },
    ];
    expect([packed.name, packed.version]).toEqual(['openchatkit-element', packageJson.version]);
    const { chunks } = JSON.parse(readFileSync('dist/chatkit.json', 'utf8')) as Manifest;
    const paths = packed.files.map(({ path }) => path);
    const ownModule = /^modules\/[\w-]+-[\w-]{8}\.js$/;
    expect(paths.some((path) => ownModule.test(path))).toBe(true);
    expect(paths.filter((path) => !ownModule.test(path)).sort()).toEqual(
      [
        ...['LICENSE', 'README.md', 'package.json', 'openai-chatkit.d.ts', 'index.js', 'server.js'],
        ...['chatkit.js', 'chatkit.js.map', 'chatkit.json', 'chatkit-notices.txt'],
        ...Object.keys(chunks),
      ].sort(),
    );
  });

  it('can be imported where pages are rendered', () => {
    const program = "import('openchatkit-element').then((all) => console.log(Object.keys(all)))";
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: installed(),
      encoding: 'utf8',
    });
    expect(output).toBe('[]\n');
  });

  it('declares an element that @openai/chatkit and its React wrapper take for theirs', () => {
    writeFileSync(
      join(installed(), 'page.ts'),
      `import 'openchatkit-element';
import type { ChatKitOptions, OpenAIChatKit } from '@openai/chatkit';
import type { OpenChatKit } from 'openchatkit-element';

const element: OpenChatKit = document.createElement('openai-chatkit');
const theirs: OpenAIChatKit = element;
const options: ChatKitOptions = { api: { url: '/chatkit', domainKey: 'any' } };
element.setOptions(options);
document.querySelector('openai-chatkit')?.focusComposer().then(() => theirs.remove());
element.addEventListener('chatkit.thread.change', ({ detail }) => detail.threadId);
// @ts-expect-error There is no such method.
element.dance();
`,
    );
    const flags = ['--noEmit', '--strict', '--module', 'esnext', '--moduleResolution', 'bundler'];
    const more = ['--target', 'es2022', '--lib', 'es2022,dom', '--types', ''];
    const compile = () =>
      execFileSync(resolve('node_modules/.bin/tsc'), [...flags, ...more, 'page.ts'], {
        cwd: consumer,
        encoding: 'utf8',
      });
    expect(compile()).toBe('');
  });
});
