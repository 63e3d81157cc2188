import { defineConfig } from 'vite';

/** `/chatkit.js`: one classic script that defines `<openai-chatkit>`. */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  define: { 'process.env.NODE_ENV': '"production"' },
  publicDir: false,
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    sourcemap: true,
    target: 'es2022',
    lib: {
      entry: 'src/element/index.ts',
      formats: ['iife'],
      name: 'OpenChatKit',
      fileName: () => 'chatkit.js',
    },
  },
});
