import { defineConfig } from 'vitest/config';

/** In milliseconds: test machines are slow and shared. */
const testTimeout = 30_000;

export default defineConfig({
  test: {
    projects: [
      {
        oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
        test: {
          name: 'element',
          testTimeout,
          environment: 'jsdom',
          include: ['src/**/*.test.{ts,tsx}'],
          exclude: ['src/app/**', 'src/gallery/**'],
        },
      },
      {
        // Builds, and what was built: dist/package is made by `npm run build`.
        test: { name: 'build', testTimeout, environment: 'node', include: ['build/**/*.test.ts'] },
      },
      {
        test: {
          name: 'app',
          environment: 'jsdom',
          include: ['src/{app,gallery}/**/*.test.{ts,tsx}'],
        },
      },
    ],
  },
});
