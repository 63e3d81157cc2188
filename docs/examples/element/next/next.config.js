/**
 * `next build` renders the pages to files, in `../dist/next`, for the server that serves them at
 * `BASE_PATH`. With `next dev`, what the page asks of its own origin is the server's.
 */
import { fileURLToPath } from 'node:url';
import { proxy } from '../server.js';

/** @type {import('next').NextConfig} */
const built = { output: 'export', distDir: '../dist/next', basePath: process.env.BASE_PATH };

/** @type {import('next').NextConfig} */
const developed = {
  rewrites: async () =>
    Object.entries(proxy).flatMap(([path, server]) => [
      { source: `${path}:rest*`, destination: `${server}${path}:rest*` },
      { source: `${path}/:rest*`, destination: `${server}${path}/:rest*` },
    ]),
};

export default {
  ...(process.env.NODE_ENV === 'production' ? built : developed),
  // The packages are installed in the folder above.
  turbopack: { root: fileURLToPath(new URL('..', import.meta.url)) },
};
