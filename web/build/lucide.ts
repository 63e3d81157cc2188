/**
 * All of Lucide, in parts that are loaded when one of their icons is first drawn.
 *
 * `virtual:lucide` is the list of the parts, each a function that imports one. Which part an icon is
 * in follows from its name alone (`partOf`), so the script needs no list of names. Names that Lucide
 * has given up are there as well, as what took their place.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'vite';
import { PARTS, partOf } from '../src/icons/parts.ts';

const LIST = 'virtual:lucide';
const PART = `${LIST}/icons-`;
const EXPORT = /^export \{ (.+) \} from '\.\/icons\/([\w-]+)\.mjs';$/gm;

type IconNode = readonly (readonly [tag: string, attributes: object])[];

export function lucideParts(): Plugin {
  return {
    name: 'lucide-parts',
    resolveId: (id) => (id === LIST || id.startsWith(PART) ? id : null),
    async load(id) {
      if (id === LIST) {
        const parts = Array.from({ length: PARTS }, (_, part) => `() => import('${PART}${part}')`);
        return `export const parts = [${parts.join(', ')}];`;
      }
      if (!id.startsWith(PART)) return null;
      const part = Number(id.slice(PART.length));
      const icons = [...(await allIcons())].filter(([name]) => partOf(name) === part);
      return `export default ${JSON.stringify(Object.fromEntries(icons))};`;
    },
  };
}

let icons: Promise<ReadonlyMap<string, IconNode>> | null = null;

/** Every icon by each of its names. */
export function allIcons(): Promise<ReadonlyMap<string, IconNode>> {
  icons ??= readIcons();
  return icons;
}

async function readIcons(): Promise<ReadonlyMap<string, IconNode>> {
  const folder = dirname(createRequire(import.meta.url).resolve('lucide/package.json'));
  const index = join(folder, 'dist/esm/iconsAndAliases.mjs');
  const all = (await import(pathToFileURL(index).href)) as Record<string, IconNode>;
  const found = new Map<string, IconNode>();
  const aliases = new Map<string, IconNode>();
  for (const [, names = '', file = ''] of readFileSync(index, 'utf8').matchAll(EXPORT)) {
    for (const [, name = ''] of names.matchAll(/default as (\w+)/g)) {
      const icon = all[name];
      if (!icon) throw new Error(`lucide has no ${name}.`);
      found.set(file, icon);
      aliases.set(nameOf(name), icon);
    }
  }
  // The name of an icon today means that icon, whatever it once was.
  return new Map([...aliases, ...found]);
}

/** `Trash2` → `trash-2`, `Grid3x3` → `grid-3x3`. */
function nameOf(exported: string): string {
  return exported
    .replace(/(\d)[xX](?=\d)/g, '$1x')
    .replace(/(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-zA-Z])(?=\d)(?<!\dx)/g, '-')
    .toLowerCase();
}
