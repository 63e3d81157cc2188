import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { proxy } from '../server.js';

// A project of yours installs the package; here it is the one that was built from these sources.
const element = fileURLToPath(new URL('../../../../web/dist/package', import.meta.url));

export default defineConfig({
  base: './',
  resolve: { alias: { 'openchatkit-element': element } },
  server: { proxy },
});
