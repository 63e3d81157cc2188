/**
 * Makes one classic script of the element, and a chunk of each part that is imported dynamically.
 *
 * The bundler writes modules. The entry becomes a classic script: its exports, which are what its
 * chunks import from it, go into the object that `src/element/chunks.ts` describes, and each
 * `import()` is a call of `load`. A chunk stays a module, loaded by `load`, that takes its imports
 * from there: a chunk that imported the script would run it again.
 *
 * The name of a chunk ends in its SHA-256, so the script needs no list of hashes to refuse one that
 * is not what it was when both were built.
 */
import { createHash } from 'node:crypto';
import type { Plugin, Rolldown } from 'vite';

// The bundler's own hash is shorter than a SHA-256 in base64url: the place is filled up, so that
// the final name can be put in without moving anything in the file.
const HASH_LENGTH = 43;
const OWN_HASH_LENGTH = 21;
const FILLER = '_'.repeat(HASH_LENGTH - OWN_HASH_LENGTH);

/** For the bundler's `chunkFileNames`. */
export const CHUNK_FILE_NAMES = `chatkit/[name]-[hash:${OWN_HASH_LENGTH}]${FILLER}.js`;

/** A file of the build, and its source map. */
export interface ScriptFile {
  readonly name: string;
  readonly code: string;
  readonly mapName: string;
  readonly map: string;
}

interface Options {
  /** The first line of the script, as a comment. */
  readonly banner: string;
  /** What the script is called; there may be more than one name, of which the bundler knows the first. */
  readonly scriptNames: readonly [string, ...string[]];
  /** Where the chunks find the script: a `ChunkHost` of `src/element/chunks.ts`. */
  readonly host: string;
  /** Is given all that was written, the scripts first, and the paths of what they are made of. */
  readonly written: (files: readonly ScriptFile[], modules: readonly string[]) => void;
}

export function classicScriptWithChunks({ banner, scriptNames, host, written }: Options): Plugin {
  const script: Script = { entry: `../${scriptNames[0]}`, host };
  let built: { files: readonly ScriptFile[]; modules: readonly string[] };
  return {
    name: 'classic-script-with-chunks',
    renderChunk(code, chunk, _options, { magicString: text }) {
      if (!text) throw new Error('The build needs experimental.nativeMagicString.');
      if (chunk.isEntry && chunk.imports.length > 0) {
        throw new Error(`A classic script cannot import ${chunk.imports.join(', ')}.`);
      }
      for (const node of nodesOf(this.parse(code))) {
        const replacement = replacementOf(node, script, chunk.isEntry);
        if (replacement !== null) text.overwrite(node.start, node.end, replacement);
      }
      return { code: text };
    },
    generateBundle(_options, bundle) {
      const outputs = Object.values(bundle).filter((output) => output.type === 'chunk');
      const entry = outputs.find(({ isEntry }) => isEntry);
      if (!entry) throw new Error('The build has no entry.');
      const { files, fillNames } = nameByContent(outputs.filter((output) => output !== entry));
      const code = `/*! ${banner} */(()=>{"use strict";\n${fillNames(entry.code)}})();\n`;
      const map = mapOf(entry, 1);
      files.unshift(...scriptNames.map((name) => scriptFile(name, code, `${name}.map`, map)));

      for (const name of Object.keys(bundle)) delete bundle[name];
      for (const file of files) {
        this.emitFile({ type: 'asset', fileName: file.name, source: file.code });
        this.emitFile({ type: 'asset', fileName: file.mapName, source: file.map });
      }
      built = { files, modules: outputs.flatMap(({ moduleIds }) => moduleIds) };
    },
    writeBundle() {
      written(built.files, built.modules);
    },
  };
}

/** Ends the name of each chunk in the hash of what is in it, in that of those it names too. */
function nameByContent(chunks: readonly Rolldown.OutputChunk[]) {
  const names = new Map<string, string>();
  const fillNames = (code: string): string => {
    let filled = code;
    for (const [from, to] of names) filled = filled.replaceAll(from, to);
    return filled;
  };
  const files: ScriptFile[] = [];
  const waiting = new Set(chunks);
  while (waiting.size > 0) {
    const next = [...waiting].find(({ code, fileName }) =>
      [...waiting].every((other) => other.fileName === fileName || !code.includes(base(other))),
    );
    if (!next) throw new Error('Chunks that import each other cannot be named by their content.');
    waiting.delete(next);
    // Called by the bundler's hash: a file cannot have its own hash in it.
    const mapName = next.fileName.replace(`${FILLER}.js`, '.js.map');
    const file = scriptFile(next.fileName, `${fillNames(next.code)}\n`, mapName, mapOf(next, 0));
    const hash = createHash('sha256').update(file.code).digest('base64url');
    const name = next.fileName.replace(/[\w-]{43}\.js$/, `${hash}.js`);
    names.set(base(next), name.slice(name.lastIndexOf('/') + 1));
    files.push({ ...file, name });
  }
  return { files, fillNames };
}

function base({ fileName }: Rolldown.OutputChunk): string {
  return fileName.slice(fileName.lastIndexOf('/') + 1);
}

function scriptFile(name: string, code: string, mapName: string, map: string): ScriptFile {
  const link = `//# sourceMappingURL=${mapName.slice(mapName.lastIndexOf('/') + 1)}\n`;
  return { name, code: code + link, mapName, map };
}

/** The source map of a chunk that is written below some lines of ours. */
function mapOf({ map, fileName }: Rolldown.OutputChunk, linesAbove: number): string {
  if (!map) throw new Error(`${fileName} has no source map.`);
  return JSON.stringify({ ...map, mappings: ';'.repeat(linesAbove) + map.mappings });
}

/** The parts of a syntax tree that are read here. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly source?: { readonly value?: unknown } | null;
  readonly specifiers?: readonly {
    readonly local: Identifier;
    readonly imported?: Identifier;
    readonly exported?: Identifier;
  }[];
}

interface Identifier {
  readonly name: string;
}

function* nodesOf(value: unknown): Generator<Node> {
  if (typeof value !== 'object' || value === null) return;
  if ('type' in value && 'start' in value) yield value as Node;
  for (const child of Object.values(value)) yield* nodesOf(child);
}

/** The script as its chunks know it: the module that they import, and where its exports are. */
interface Script {
  readonly entry: string;
  readonly host: string;
}

/** What stands in a script or a chunk in the place of an import or export; `null`: the same. */
function replacementOf(
  { type, source, specifiers = [] }: Node,
  { entry, host }: Script,
  isEntry: boolean,
): string | null {
  const from = typeof source?.value === 'string' ? source.value : null;
  const name = JSON.stringify(from?.slice(from.lastIndexOf('/') + 1));
  if (type === 'ImportExpression' && from) return `${host}.load(${name})`;
  if (type === 'ImportDeclaration') {
    const taken = specifiers.map(({ imported, local }) => {
      if (!imported) throw new Error(`A chunk imports ${from} as a whole.`);
      return `${imported.name}: ${local.name}`;
    });
    const provider = from === entry ? `${host}.exports` : `await ${host}.load(${name})`;
    return `const { ${taken.join(', ')} } = ${provider};`;
  }
  if (type === 'ExportNamedDeclaration' && isEntry) {
    const given = specifiers.map(({ exported, local }) => `${exported?.name}: ${local.name}`);
    return `${host}.exports = { ${given.join(', ')} };`;
  }
  return null;
}
