import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vite';
import { elementBuild, FOLDER } from './build/element.ts';
import { manifestOf, replaceManifest } from './build/manifest.ts';
import { noticesOf } from './build/notices.ts';
import packageJson from './package.json' with { type: 'json' };

const { version } = packageJson;

/** `/chatkit.js`: the script that defines `<openai-chatkit>`. */
export default defineConfig(
  elementBuild({
    name: 'chatkit',
    version,
    entry: 'src/element/classic.ts',
    host: 'globalThis.__openChatKit',
    written: (files, modules) => {
      replaceManifest(FOLDER, manifestOf(version, files));
      writeFileSync(join(FOLDER, 'chatkit-notices.txt'), noticesOf(modules));
    },
  }),
);
