/** The folder that is published to npm: modules for bundlers, and the files for `script` elements. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import type { Manifest } from './manifest.ts';
import { noticesOf } from './notices.ts';

interface Options {
  /** What is in the package as it is. */
  readonly sources: string;
  /** Where the scripts and their manifest were built. */
  readonly scripts: string;
  readonly licence: string;
  readonly version: string;
}

export function npmPackage({ sources, scripts, licence, version }: Options): Plugin {
  return {
    name: 'npm-package',
    writeBundle({ dir = '' }, bundle) {
      const manifest = JSON.parse(readFileSync(join(scripts, 'chatkit.json'), 'utf8')) as Manifest;
      if (manifest.version !== version) throw new Error('Build the element first.');

      const facts = JSON.parse(readFileSync(join(sources, 'package.json'), 'utf8'));
      writeFileSync(
        join(dir, 'package.json'),
        `${JSON.stringify({ ...facts, version }, null, 2)}\n`,
      );
      for (const name of ['README.md', 'server.js']) cpSync(join(sources, name), join(dir, name));
      cpSync(licence, join(dir, 'LICENSE'));

      // Addresses with a version are for servers: in a package they would be the same file twice.
      const names = Object.keys(manifest.scripts).filter((name) => !name.includes('@'));
      mkdirSync(join(dir, 'chatkit'), { recursive: true });
      for (const name of [
        ...names.flatMap((name) => [name, `${name}.map`]),
        'chatkit.json',
        ...Object.keys(manifest.chunks),
      ]) {
        cpSync(join(scripts, name), join(dir, name));
      }
      const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
      writeFileSync(
        join(dir, 'chatkit-notices.txt'),
        noticesOf(chunks.flatMap(({ moduleIds }) => moduleIds)),
      );
    },
  };
}
