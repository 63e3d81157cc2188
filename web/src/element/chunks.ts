/**
 * Loads the parts of the classic script that are files of their own.
 *
 * The build puts `load` in the place of each `import()`, and makes the chunks take what they share
 * with the script, such as Preact, from `exports`: see `build/chunks.ts`.
 */

export interface ChunkHost {
  /** Loads a chunk by its file name, once; one that could not be loaded may be asked for again. */
  load(name: string): Promise<unknown>;
  /** What the script and its chunks share. The build fills it in. */
  exports?: object;
}

declare global {
  /** Where the chunks find the script that they belong to. */
  var __openChatKit: ChunkHost | undefined;
}

interface ChunkSource {
  /** The folder of the chunks. */
  readonly folder: () => URL;
  readonly nonce?: () => string;
  readonly importModule?: (url: string) => Promise<unknown>;
}

/** How many characters of a chunk's file name are its SHA-256 in base64url. */
const HASH_LENGTH = 43;

/** The integrity of a chunk, which its name ends in: `math-HASH.js`. */
export function integrityOf(name: string): string {
  const hash = name.slice(0, -'.js'.length).slice(-HASH_LENGTH);
  return `sha256-${hash.replaceAll('-', '+').replaceAll('_', '/')}=`;
}

export function createChunkHost({
  folder,
  nonce = () => '',
  importModule = (url) => import(/* @vite-ignore */ url),
}: ChunkSource): ChunkHost {
  const loading = new Map<string, Promise<unknown>>();
  const failures = new Map<string, number>();

  const fetchChunk = async (name: string): Promise<unknown> => {
    const url = new URL(name, folder());
    const failed = failures.get(name) ?? 0;
    // A browser does not ask again for a module that failed under the same address.
    if (failed > 0) url.search = `?${failed}`;
    try {
      await verify(url.href, integrityOf(name), nonce());
      return await importModule(url.href);
    } catch (error) {
      failures.set(name, failed + 1);
      loading.delete(name);
      throw error;
    }
  };

  return {
    load(name) {
      const known = loading.get(name) ?? fetchChunk(name);
      loading.set(name, known);
      return known;
    },
  };
}

/** Has the browser fetch a module and compare it with its hash, where it can do so. */
async function verify(href: string, integrity: string, nonce: string): Promise<void> {
  const link = document.createElement('link');
  if (!link.relList?.supports?.('modulepreload')) return;
  Object.assign(link, { rel: 'modulepreload', href, integrity, nonce });
  await new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = () => reject(new Error(`${href} could not be loaded, or is not what it was.`));
    document.head.append(link);
  }).finally(() => link.remove());
}
