import { defineConfig } from 'vite';
import { elementBuild, FOLDER } from './build/element.ts';
import { addToManifest, manifestOf } from './build/manifest.ts';
import packageJson from './package.json' with { type: 'json' };

const { version } = packageJson;

/** `/chatkit-widget.js`: the script that defines `<chatkit-widget>`. It is built after the chat. */
export default defineConfig(
  elementBuild({
    name: 'chatkit-widget',
    version,
    entry: 'src/element/widget/classic.ts',
    host: 'globalThis.__openChatKitWidget',
    // All that it is made of is in the chat too, and so in its notices.
    written: (files) => addToManifest(FOLDER, manifestOf(version, files)),
  }),
);
