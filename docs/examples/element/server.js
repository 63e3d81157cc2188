/** Where the server is during development; `npx vite react` shows the example `react` with it. */
const SERVER = process.env.CHATKIT_SERVER ?? 'http://127.0.0.1:8000';

/** For Vite: what the pages ask of their own origin is the server's. */
export const proxy = { '/chatkit': SERVER, '/api': SERVER };
