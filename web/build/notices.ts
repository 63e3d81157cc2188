/** The licences of what others wrote and the built files have in them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGE_FOLDER = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
const LICENCE_FILE = /^licen[cs]e(\.\w+)?$/i;

interface PackageFacts {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/**
 * One text with the notice of each package.
 *
 * @param modules The paths of the modules that were built.
 * @throws If a package says nothing of its licence.
 */
export function noticesOf(modules: Iterable<string>): string {
  const folders = new Set<string>();
  for (const path of modules) {
    const [folder] = PACKAGE_FOLDER.exec(path.replaceAll('\\', '/')) ?? [];
    if (folder) folders.add(folder);
  }
  return [...folders]
    .map(noticeOf)
    .sort()
    .join(`\n${'-'.repeat(80)}\n\n`);
}

function noticeOf(folder: string): string {
  const facts = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageFacts;
  if (!facts.license) throw new Error(`${facts.name} does not say what its licence is.`);
  const file = readdirSync(folder).find((name) => LICENCE_FILE.test(name));
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : 'No text comes with it.';
  return `${facts.name} ${facts.version}, ${facts.license}\n\n${text}\n`;
}
