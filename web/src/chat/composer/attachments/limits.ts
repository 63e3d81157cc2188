import type { ComposerOption } from '@openai/chatkit';
import type { ChatOptions } from '../../model/options';

type AttachmentsOption = NonNullable<ComposerOption['attachments']>;

const DEFAULT_MAX_SIZE = 100 * 1024 * 1024;
const DEFAULT_MAX_COUNT = 10;

/** What may be attached to a message. */
export interface Limits {
  /** In bytes: for every file, or by patterns of MIME types; `"*"` and `""` stand for the rest. */
  readonly maxSize: number | Readonly<Record<string, number>>;
  /** Of one message. */
  readonly maxCount: number;
  /** From patterns of MIME types to extensions; null where everything is accepted. */
  readonly accept: Readonly<Record<string, readonly string[]>> | null;
}

/** A file that was not taken, and why. The limit is in bytes for `size`, a number of files for `count`. */
export interface Refusal {
  readonly name: string;
  readonly reason: 'type' | 'size' | 'empty' | 'count' | 'folder';
  readonly limit: number;
}

/** What the page's options allow; null where attachments are off. */
export function limitsOf({ composer }: ChatOptions): Limits | null {
  const option: AttachmentsOption | undefined = composer?.attachments;
  if (!option?.enabled) return null;
  const { maxSize = DEFAULT_MAX_SIZE, maxCount = DEFAULT_MAX_COUNT, accept = {} } = option;
  return { maxSize, maxCount, accept: Object.keys(accept).length === 0 ? null : accept };
}

/**
 * Tells the files that may be attached from those that may not.
 *
 * @param attached How many are attached already.
 */
export function admit(
  files: readonly File[],
  attached: number,
  limits: Limits,
): { readonly admitted: readonly File[]; readonly refused: readonly Refusal[] } {
  const admitted: File[] = [];
  const refused: Refusal[] = [];
  for (const file of files) {
    const refusal = refusalOf(file, attached + admitted.length, limits);
    if (refusal) refused.push(refusal);
    else admitted.push(file);
  }
  return { admitted, refused };
}

function refusalOf(file: File, attached: number, limits: Limits): Refusal | null {
  const { name, size } = file;
  if (!isAccepted(file, limits.accept)) return { name, reason: 'type', limit: 0 };
  if (size === 0) return { name, reason: 'empty', limit: 0 };
  const maxSize = maxSizeOf(file, limits.maxSize);
  if (size > maxSize) return { name, reason: 'size', limit: maxSize };
  if (attached >= limits.maxCount) return { name, reason: 'count', limit: limits.maxCount };
  return null;
}

/** By MIME type or by extension: browsers know no type for many extensions. */
function isAccepted(file: File, accept: Limits['accept']): boolean {
  if (accept === null) return true;
  const type = typeOf(file);
  const name = file.name.toLowerCase();
  return Object.entries(accept).some(
    ([pattern, extensions]) =>
      matches(pattern, type) ||
      extensions.some((extension) => name.endsWith(dotted(extension.toLowerCase()))),
  );
}

/** The limit of the most specific pattern that the file's type matches. */
function maxSizeOf(file: File, maxSize: Limits['maxSize']): number {
  if (typeof maxSize === 'number') return maxSize;
  const type = typeOf(file);
  const bySpecificity = Object.keys(maxSize)
    .filter((pattern) => matches(pattern, type))
    .sort((a, b) => specificity(b) - specificity(a));
  return maxSize[bySpecificity[0] ?? ''] ?? DEFAULT_MAX_SIZE;
}

/** The value of a file field's `accept`; undefined where everything is. */
export function acceptAttribute({ accept }: Limits): string | undefined {
  if (accept === null) return undefined;
  const patterns = Object.keys(accept);
  if (patterns.some(isAny)) return undefined;
  const extensions = Object.values(accept).flat().map(dotted);
  return [...new Set([...patterns, ...extensions])].join(',');
}

/** The MIME type without parameters; empty where the browser knows none. */
function typeOf(file: File): string {
  return file.type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

function isAny(pattern: string): boolean {
  return pattern === '' || pattern === '*' || pattern === '*/*';
}

function matches(pattern: string, type: string): boolean {
  if (isAny(pattern)) return true;
  const wanted = pattern.toLowerCase();
  return wanted.endsWith('/*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}

function specificity(pattern: string): number {
  if (isAny(pattern)) return 0;
  return pattern.endsWith('/*') ? 1 : 2;
}

function dotted(extension: string): string {
  return extension.startsWith('.') ? extension : `.${extension}`;
}
