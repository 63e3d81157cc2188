import { defineConfig } from 'vite';
import { lucideParts } from './build/lucide.ts';
import { npmPackage } from './build/package.ts';
import packageJson from './package.json' with { type: 'json' };

/** The npm package: the element as modules, for the bundlers of others, beside what a server serves. */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  define: { 'process.env.NODE_ENV': '"production"' },
  publicDir: false,
  plugins: [
    lucideParts(),
    npmPackage({
      sources: 'package',
      scripts: 'dist',
      licence: '../LICENSE',
      version: packageJson.version,
    }),
  ],
  build: {
    outDir: 'dist/package',
    emptyOutDir: true,
    target: 'es2022',
    lib: {
      entry: { index: 'src/element/index.ts', widget: 'src/element/widget/index.ts' },
      formats: ['es'],
      fileName: (_format, name) => `${name}.js`,
    },
    rolldownOptions: { output: { minify: true, chunkFileNames: 'modules/[name]-[hash].js' } },
  },
});
