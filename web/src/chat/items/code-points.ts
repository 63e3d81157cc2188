/**
 * Where characters of a growing text are, in UTF-16 units.
 *
 * The protocol counts characters as Python does, in code points; strings here count units. A text
 * that only grows is counted once, however often it is asked about.
 */
export class CodePoints {
  #text = '';
  #points = 0;
  #units = 0;
  readonly #known = new Map<number, number>();

  /** @returns For each index the units before it; null where the text does not reach it. */
  offsets(text: string, indexes: readonly number[]): (number | null)[] {
    if (!text.startsWith(this.#text)) this.#forget();
    this.#text = text;
    // One that has only now become known lies in what was counted already.
    if (indexes.some((index) => index < this.#points && !this.#known.has(index))) this.#forget();
    this.#count(text, new Set(indexes));
    return indexes.map((index) => this.#known.get(Math.max(0, index)) ?? null);
  }

  #count(text: string, wanted: ReadonlySet<number>): void {
    this.#known.set(0, 0);
    while (this.#units < text.length) {
      this.#units += (text.codePointAt(this.#units) ?? 0) > 0xffff ? 2 : 1;
      this.#points += 1;
      if (wanted.has(this.#points)) this.#known.set(this.#points, this.#units);
    }
  }

  #forget(): void {
    this.#points = 0;
    this.#units = 0;
    this.#known.clear();
  }
}
