/** How many files the icons are in: each is a few kilobytes, and most pages need few of them. */
export const PARTS = 40;

/** The file that an icon is in, from 0, by nothing but its name. */
export function partOf(name: string): number {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003;
  return hash % PARTS;
}
