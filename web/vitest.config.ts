import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
        test: {
          name: 'element',
          environment: 'jsdom',
          include: ['src/**/*.test.{ts,tsx}'],
          exclude: ['src/app/**', 'src/gallery/**'],
        },
      },
      {
        // Builds, and what was built: dist/package is made by `npm run build`.
        test: { name: 'build', environment: 'node', include: ['build/**/*.test.ts'] },
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
