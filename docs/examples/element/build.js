/** Builds every example into `dist`, each as it would be built by itself. */
import { spawn } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const env = {
  ...process.env,
  // Where the tests have these pages.
  BASE_PATH: '/examples/next',
  NODE_ENV: 'production',
  NEXT_TELEMETRY_DISABLED: '1',
  NG_CLI_ANALYTICS: 'false',
};

/** Runs a program of the installed packages in a folder, and fails with what it said. */
function run(folder, program, ...args) {
  const child = spawn(process.execPath, [`${here}node_modules/${program}`, ...args], {
    cwd: here + folder,
    env,
    stdio: 'inherit',
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`The example ${folder} cannot be built.`)),
    );
  });
}

await run('.', 'typescript/bin/tsc');
await rm(`${here}dist`, { recursive: true, force: true });
for (const folder of ['plain', 'toggle', 'other-origin', 'webview']) {
  await cp(here + folder, `${here}dist/${folder}`, {
    recursive: true,
    filter: (path) => !path.endsWith('.tsx'),
  });
}
for (const folder of ['react', 'vue', 'svelte', 'bundled']) {
  await run(folder, 'vite/bin/vite.js', 'build', '--outDir', `../dist/${folder}`, '--emptyOutDir');
}
await run('angular', '@angular-devkit/architect/bin/cli.js', 'chat:build');
await run('next', 'next/dist/bin/next', 'build');
