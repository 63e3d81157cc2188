import { type ChunkHost, createChunkHost } from '../chunks';
import { chunkFolder, scriptNonce } from '../script';

declare global {
  /** Where the chunks find the script that they belong to. */
  var __openChatKitWidget: ChunkHost | undefined;
}

// The first script wins, as it does with the element itself.
globalThis.__openChatKitWidget ??= createChunkHost({ folder: chunkFolder, nonce: scriptNonce });
