/**
 * `/chatkit.json`: what a build is made of, for pages that pin a version by its integrity.
 *
 * Files of other versions stay where they are, so that pages that pinned them go on; those that an
 * earlier build of the same version left behind are taken away.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

const NAME = 'chatkit.json';

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

/** Puts the manifest of a new build into a folder, and what it makes superfluous away. */
export function replaceManifest(folder: string, manifest: Manifest): void {
  const path = join(folder, NAME);
  if (existsSync(path)) {
    const last = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
    const kept = new Set(filesOf(manifest));
    const stale = last.version === manifest.version ? filesOf(last) : [];
    for (const name of stale) if (!kept.has(name)) rmSync(join(folder, name), { force: true });
  }
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
}

function filesOf({ scripts, chunks, sourceMaps }: Manifest): string[] {
  return [...Object.keys(scripts), ...Object.keys(chunks), ...sourceMaps];
}
