export { Chunk, type OnFailure } from './chunk';
export { useChunk } from './useChunk';
