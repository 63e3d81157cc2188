import { createChunkHost } from './chunks';
import { scriptNonce, scriptUrl } from './script';

const folder = (): URL => {
  const script = scriptUrl();
  if (script) return new URL('chatkit/', script);
  throw new Error(
    'Where chatkit.js came from is not known: name its folder with data-chatkit-base on an element.',
  );
};

// The first script wins, as it does with the element itself.
globalThis.__openChatKit ??= createChunkHost({ folder, nonce: scriptNonce });
