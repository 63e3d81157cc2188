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
/** The widget alone. */
const WIDGET_BYTES = 75_000;

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
    expect(manifest.scripts['chatkit-widget.js']?.gzip).toBeLessThanOrEqual(WIDGET_BYTES);
  });
});

/** The chunks that a script loads, or that these load. */
function chunksOf(script: string, all: readonly string[]): Set<string> {
  const found = new Set<string>();
  const open = [script];
  for (let name = open.pop(); name; name = open.pop()) {
    const code = readFileSync(`dist/${name}`, 'utf8');
    const named = all.filter((it) => !found.has(it) && code.includes(it.replace('chatkit/', '')));
    for (const it of named) found.add(it);
    open.push(...named);
  }
  return found;
}

describe('the chunks', () => {
  it.each(['chatkit.js', 'chatkit-widget.js'])(
    'of %s have nothing that it or another chunk has',
    (script) => {
      const { chunks } = JSON.parse(readFileSync('dist/chatkit.json', 'utf8')) as Manifest;
      const own = chunksOf(script, Object.keys(chunks));
      const seen = new Map<string, string>();
      const twice: string[] = [];
      for (const name of [script, ...own]) {
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
      expect(own.size).toBeGreaterThan(63);
    },
  );

  it('that need nothing of the script are the same for both scripts', () => {
    const { chunks } = JSON.parse(readFileSync('dist/chatkit.json', 'utf8')) as Manifest;
    const all = Object.keys(chunks);
    const chat = chunksOf('chatkit.js', all);
    const widget = chunksOf('chatkit-widget.js', all);
    expect(new Set([...chat, ...widget])).toEqual(new Set(all));
    const words = all.filter((name) => /\/[a-z]{2}(-[A-Z\d]+)?-[\w-]{43}\.js$/.test(name));
    expect(words).toHaveLength(63);
    expect([...widget].filter((name) => chat.has(name))).toEqual(expect.arrayContaining(words));
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
        ...['LICENSE', 'README.md', 'package.json', 'index.js', 'widget.js', 'server.js'],
        ...['chatkit.js', 'chatkit.js.map', 'chatkit-widget.js', 'chatkit-widget.js.map'],
        ...['chatkit.json', 'chatkit-notices.txt'],
        'types/element/openai-chatkit.d.ts',
        'types/element/widget/chatkit-widget.d.ts',
        'types/widgets/page-component.d.ts',
        'types/widgets/types.d.ts',
        ...Object.keys(chunks),
      ].sort(),
    );
  });

  it('can be imported where pages are rendered', () => {
    for (const name of ['openchatkit-element', 'openchatkit-element/widget']) {
      const program = `import('${name}').then((all) => console.log(Object.keys(all)))`;
      const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
        cwd: installed(),
        encoding: 'utf8',
      });
      expect(output).toBe('[]\n');
    }
  });

  it('declares an element that @openai/chatkit and its React wrapper take for theirs', () => {
    writeFileSync(
      join(installed(), 'page.ts'),
      `import 'openchatkit-element';
import 'openchatkit-element/widget';
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

const widget = document.createElement('chatkit-widget');
widget.widget = { type: 'Card', children: [{ type: 'Rating', stars: 3 }] };
widget.addEventListener('action', ({ detail }) => detail.respondWith(fetch(detail.action.type)));
chatkitWidgets.define('Rating', {
  render(host, props, context) {
    host.onclick = () => context.dispatch({ type: 'rate', payload: props.stars });
  },
});
// @ts-expect-error A component without \`render\`.
chatkitWidgets.define('Nothing', {});
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
