/** No page is flooded by what is wrong with its widgets. */
const MOST = 100;

const said = new Set<string>();

/** Tells the author of a widget what is wrong with it, in the console and once. */
export function warnOnce(message: string): void {
  if (said.has(message) || said.size >= MOST) return;
  said.add(message);
  console.warn(`[chatkit] ${message}`);
}
