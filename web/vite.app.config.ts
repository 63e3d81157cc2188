import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The static client: a React page that knows the element only by its public contract. */
export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    sourcemap: true,
    target: 'es2022',
    assetsDir: 'app',
    // Nothing is inlined: the page is served under a policy without `data:` and inline sources.
    assetsInlineLimit: 0,
  },
});
