import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { proxy } from '../server.js';

// Vue is told that the element is none of its components.
const isCustomElement = (tag) => tag === 'openai-chatkit';

export default defineConfig({
  base: './',
  plugins: [vue({ template: { compilerOptions: { isCustomElement } } })],
  server: { proxy },
});
