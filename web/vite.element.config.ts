import { writeFileSync } from 'node:fs';
import { defineConfig } from 'vite';
import { CHUNK_FILE_NAMES, classicScriptWithChunks } from './build/chunks.ts';
import { manifestOf, replaceManifest } from './build/manifest.ts';
import { noticesOf } from './build/notices.ts';
import packageJson from './package.json' with { type: 'json' };

const { version } = packageJson;

/**
 * `/chatkit.js`: one classic script that defines `<openai-chatkit>`; `/chatkit/…`: its chunks.
 * `/chatkit@VERSION.js` is the same script, under an address that never means another one.
 */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  define: { 'process.env.NODE_ENV': '"production"' },
  publicDir: false,
  plugins: [
    classicScriptWithChunks({
      banner: `openchatkit ${version} | Apache-2.0 | see chatkit-notices.txt`,
      scriptNames: ['chatkit.js', `chatkit@${version}.js`],
      written: (files, modules) => {
        replaceManifest('dist', manifestOf(version, files));
        writeFileSync('dist/chatkit-notices.txt', noticesOf(modules));
      },
    }),
  ],
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    sourcemap: 'hidden',
    target: 'es2022',
    lib: { entry: 'src/element/classic.ts', formats: ['es'], fileName: () => 'chatkit.js' },
    rolldownOptions: {
      // What the script shares with its chunks stays in the script, which becomes longer by exports.
      preserveEntrySignatures: 'allow-extension',
      experimental: { nativeMagicString: true },
      // What a bundler may leave out is decided: marks for the next one would be sent to every reader.
      output: { minify: true, comments: { annotation: false }, chunkFileNames: CHUNK_FILE_NAMES },
    },
  },
});
