import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { proxy } from '../server.js';

export default defineConfig({ base: './', plugins: [svelte()], server: { proxy } });
