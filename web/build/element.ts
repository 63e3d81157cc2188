/** How the element and the widget are built: each one classic script, with its chunks beside it. */
import type { UserConfig } from 'vite';
import { CHUNK_FILE_NAMES, classicScriptWithChunks, type ScriptFile } from './chunks.ts';
import { lucideParts } from './lucide.ts';

export const FOLDER = 'dist';

interface Options {
  /** The name of the script, without its ending. */
  readonly name: string;
  readonly version: string;
  readonly entry: string;
  readonly host: string;
  readonly written: (files: readonly ScriptFile[], modules: readonly string[]) => void;
}

/**
 * `/NAME.js` and `/chatkit/…`, its chunks. `/NAME@VERSION.js` is the same script, under an address
 * that never means another one.
 */
export function elementBuild({ name, version, entry, host, written }: Options): UserConfig {
  const fileName = `${name}.js`;
  return {
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    define: { 'process.env.NODE_ENV': '"production"' },
    publicDir: false,
    plugins: [
      lucideParts(),
      classicScriptWithChunks({
        banner: `openchatkit ${version} | Apache-2.0 | see chatkit-notices.txt`,
        scriptNames: [fileName, `${name}@${version}.js`],
        host,
        written,
      }),
    ],
    build: {
      outDir: FOLDER,
      emptyOutDir: false,
      sourcemap: 'hidden',
      target: 'es2022',
      lib: { entry, formats: ['es'], fileName: () => fileName },
      rolldownOptions: {
        // What the script shares with its chunks stays in the script, which becomes longer by exports.
        preserveEntrySignatures: 'allow-extension',
        experimental: { nativeMagicString: true },
        // What a bundler may leave out is decided: marks for the next one would be sent to every reader.
        output: { minify: true, comments: { annotation: false }, chunkFileNames: CHUNK_FILE_NAMES },
      },
    },
  };
}
