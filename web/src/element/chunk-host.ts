import { createChunkHost } from './chunks';
import { chunkFolder, scriptNonce } from './script';

// The first script wins, as it does with the element itself.
globalThis.__openChatKit ??= createChunkHost({ folder: chunkFolder, nonce: scriptNonce });
