/**
 * `/chatkit.json` and `/chatkit@VERSION.json`: what a build is made of, for pages that pin a version
 * by its integrity.
 *
 * Files of other versions stay where they are, so that pages that pinned them go on; those that only
 * an earlier build of the same version had are taken away.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ScriptFile } from './chunks.ts';

interface FileFacts {
  /** For the `integrity` of a script element. */
  readonly integrity: string;
  /** Bytes. */
  readonly size: number;
  /** Bytes when sent with gzip. */
  readonly gzip: number;
}

export interface Manifest {
  readonly version: string;
  /** The scripts, by name: what a page loads. */
  readonly scripts: Readonly<Record<string, FileFacts>>;
  /** What the scripts load when it is needed, by path. */
  readonly chunks: Readonly<Record<string, FileFacts>>;
  /** By path. */
  readonly sourceMaps: readonly string[];
}

export function manifestOf(version: string, files: readonly ScriptFile[]): Manifest {
  const facts = (isChunk: boolean) =>
    Object.fromEntries(
      files
        .filter(({ name }) => name.includes('/') === isChunk)
        .map(({ name, code }): [string, FileFacts] => [
          name,
          {
            integrity: `sha384-${createHash('sha384').update(code).digest('base64')}`,
            size: Buffer.byteLength(code),
            gzip: gzipSync(code).byteLength,
          },
        ]),
    );
  return {
    version,
    scripts: facts(false),
    chunks: facts(true),
    sourceMaps: files.map(({ mapName }) => mapName),
  };
}

/** Puts the manifest of a new build into a folder, and takes out what no version has any more. */
export function replaceManifest(folder: string, manifest: Manifest): void {
  const own = `chatkit@${manifest.version}.json`;
  const kept = new Set(filesOf(manifest));
  let stale: string[] = [];
  for (const name of readdirSync(folder).filter((it) => /^chatkit@.*\.json$/.test(it))) {
    const files = filesOf(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Manifest);
    if (name === own) stale = files;
    else for (const file of files) kept.add(file);
  }
  for (const file of stale) if (!kept.has(file)) rmSync(join(folder, file), { force: true });
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  for (const name of ['chatkit.json', own]) writeFileSync(join(folder, name), text);
}

/** Puts another script of the same version, and what it loads, into the manifest of a folder. */
export function addToManifest(folder: string, more: Manifest): void {
  const own = join(folder, `chatkit@${more.version}.json`);
  const manifest = JSON.parse(readFileSync(own, 'utf8')) as Manifest;
  replaceManifest(folder, {
    version: more.version,
    scripts: { ...manifest.scripts, ...more.scripts },
    chunks: { ...manifest.chunks, ...more.chunks },
    sourceMaps: [...new Set([...manifest.sourceMaps, ...more.sourceMaps])],
  });
}

function filesOf({ scripts, chunks, sourceMaps }: Manifest): string[] {
  return [...Object.keys(scripts), ...Object.keys(chunks), ...sourceMaps];
}
