import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { proxy } from '../server.js';

export default defineConfig({ base: './', plugins: [react()], server: { proxy } });
