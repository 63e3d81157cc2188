import { defineConfig } from 'vitest/config';
import { lucideParts } from './build/lucide.ts';

/** In milliseconds: test machines are slow and shared. */
const testTimeout = 30_000;

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [lucideParts()],
        oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
        test: {
          name: 'element',
          testTimeout,
          environment: 'jsdom',
          setupFiles: ['src/testing/effects.ts', 'src/testing/patience.ts'],
          include: ['src/**/*.test.{ts,tsx}'],
          exclude: ['src/app/**', 'src/gallery/**'],
        },
      },
      {
        // Builds, and what was built: dist/package is made by `npm run build`.
        test: { name: 'build', testTimeout, environment: 'node', include: ['build/**/*.test.ts'] },
      },
      {
        plugins: [lucideParts()],
        test: {
          name: 'app',
          testTimeout,
          environment: 'jsdom',
          setupFiles: ['src/testing/patience.ts'],
          include: ['src/{app,gallery}/**/*.test.{ts,tsx}'],
        },
      },
    ],
  },
});
