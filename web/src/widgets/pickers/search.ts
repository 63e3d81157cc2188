import type { Option } from '../change';

/** A text without what readers leave out when they type it: case, accents. */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}

/** The options that have all words of a query in their label or description. */
export function matching(options: readonly Option[], query: string): readonly Option[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return options;
  return options.filter(({ label, description = '' }) => {
    const text = plain(`${label} ${description}`);
    return words.every((word) => text.includes(word));
  });
}

/**
 * The option that somebody means who types without a field to type in: the next one that begins so.
 * The same letter again and again goes through all that begin with it.
 *
 * @param from Where the search starts.
 * @returns Its index; -1 if there is none.
 */
export function typed(options: readonly Option[], text: string, from: number): number {
  const [first = ''] = text;
  const isRepeated = [...text].every((letter) => letter === first);
  const wanted = plain(isRepeated ? first : text);
  // A longer text may still mean the option that its beginning led to.
  const start = isRepeated ? from + 1 : from;
  for (let step = 0; step < options.length; step += 1) {
    const index = (Math.max(0, start) + step) % options.length;
    const option = options[index];
    if (option && !option.disabled && plain(option.label).startsWith(wanted)) return index;
  }
  return -1;
}
