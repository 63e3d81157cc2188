/** The turns of a thread that are drawn; what is between them is empty space of their height. */

/** A run of turns by their position, the end excluded. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** What is drawn in a thread, from top to bottom. */
export type Slot =
  | { readonly type: 'turn'; readonly index: number }
  /** Stands for the turns of the range. */
  | { readonly type: 'space'; readonly range: Range; readonly height: number };

export interface View {
  /** The first pixel that is seen, from the top of the first turn. */
  readonly top: number;
  /** Height of what is seen, in pixels. */
  readonly height: number;
}

/** A thread of up to so many turns is drawn whole: one can search in it, and nothing is measured. */
export const DRAWN_WHOLE = 60;
/** What is drawn beyond what is seen, in heights of the view, to either side. */
const MARGIN = 2;
/** The margin that is left before more is drawn. */
const LEAST_MARGIN = 0.75;
/** Where nothing has been measured, in pixels. */
const GUESSED_HEIGHT = 160;

/**
 * Heights of turns: measured where they have been drawn, otherwise the mean of those that have.
 * A height reaches from the top of a turn to the top of the next one.
 */
export class Heights {
  readonly #measured = new Map<string, number>();
  #sum = 0;
  #guess = GUESSED_HEIGHT;

  set(key: string, height: number): void {
    this.#sum += height - (this.#measured.get(key) ?? 0);
    this.#measured.set(key, height);
  }

  get(key: string): number {
    return this.#measured.get(key) ?? this.#mean();
  }

  /** Forgets all but the mean: in a view of another width nothing is as high as before. */
  forget(): void {
    const mean = this.#mean();
    this.#measured.clear();
    this.#sum = 0;
    this.#guess = mean;
  }

  #mean(): number {
    return this.#measured.size === 0 ? this.#guess : this.#sum / this.#measured.size;
  }
}

/** The turns that should be drawn for a view. */
export function rangeFor(keys: readonly string[], heights: Heights, view: View): Range {
  const from = view.top - MARGIN * view.height;
  const to = view.top + (1 + MARGIN) * view.height;
  let start = keys.length;
  let end = 0;
  let top = 0;
  for (const [index, key] of keys.entries()) {
    const bottom = top + heights.get(key);
    if (bottom > from && top < to) {
      start = Math.min(start, index);
      end = index + 1;
    }
    top = bottom;
  }
  // A view beyond the last turn, such as one of the space below it, still shows that turn.
  if (end === 0) return { start: Math.max(0, keys.length - 1), end: keys.length };
  return { start, end };
}

/** Whether a view comes close to the edge of what is drawn, or much more is drawn than it needs. */
export function isStale(
  range: Range,
  keys: readonly string[],
  heights: Heights,
  view: View,
): boolean {
  const top = heightOf(keys, heights, { start: 0, end: range.start });
  const bottom = top + heightOf(keys, heights, range);
  const margin = LEAST_MARGIN * view.height;
  if (bottom - top > 3 * (1 + 2 * MARGIN) * view.height && range.end - range.start > DRAWN_WHOLE) {
    return true;
  }
  return (
    (range.start > 0 && view.top - margin < top) ||
    (range.end < keys.length && view.top + view.height + margin > bottom)
  );
}

/** How high the turns of a range are together, in pixels. */
export function heightOf(keys: readonly string[], heights: Heights, { start, end }: Range): number {
  let sum = 0;
  for (let index = start; index < end; index += 1) sum += heights.get(keys[index] as string);
  return sum;
}

/**
 * What to draw: the turns of the range, those that are kept in any case, and space for the others.
 *
 * @param kept Keys of turns that must not go, for what the reader has begun in them.
 */
export function slotsOf(
  keys: readonly string[],
  heights: Heights,
  range: Range,
  kept: ReadonlySet<string>,
): readonly Slot[] {
  const slots: Slot[] = [];
  let from = 0;
  const close = (end: number) => {
    const space = { start: from, end };
    if (end > from)
      slots.push({ type: 'space', range: space, height: heightOf(keys, heights, space) });
  };
  for (const [index, key] of keys.entries()) {
    if ((index < range.start || index >= range.end) && !kept.has(key)) continue;
    close(index);
    slots.push({ type: 'turn', index });
    from = index + 1;
  }
  close(keys.length);
  return slots;
}
