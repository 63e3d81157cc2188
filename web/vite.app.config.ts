import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * The static client, and the gallery of widgets: React pages that know the elements only by their
 * public contract.
 */
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
    rolldownOptions: { input: ['index.html', 'gallery.html'] },
  },
});
