/** The names of categories along an axis, so many and so short that none touches another. */

/** How wide a text is, in pixels. */
export type Measure = (text: string) => number;

export interface Label {
  readonly index: number;
  /** The middle of its lines. */
  readonly x: number;
  readonly lines: readonly string[];
}

/** Space between two labels, in pixels. */
const GAP = 8;
/** A label with this much room is broken into lines, and cut off, rather than left out. */
const ROOM_TO_BREAK = 40;
/** No label gets more than this at the cost of the next one. */
const WIDEST = 64;
/** The least room that a label needs. */
const ROOM_AT_ALL = 22;

export interface Place {
  /** Where each category is. They stand at equal distances, the first at the start. */
  readonly xs: readonly number[];
  readonly step: number;
  /** What the labels may not leave. */
  readonly start: number;
  readonly end: number;
}

/** The labels of the categories that have one, in order. */
export function placeLabels(names: readonly string[], place: Place, measure: Measure): Label[] {
  const { every, lines } = choose(names, place, measure);
  const labels: Label[] = [];
  let free = place.start;
  for (let index = 0; index < names.length; index += every) {
    const broken = lines(names[index] as string);
    const half = Math.max(...broken.map(measure)) / 2;
    const wanted = place.xs[index] as number;
    const x = Math.max(place.start + half, Math.min(place.end - half, wanted));
    // What was moved in from the edge may have come too near to the one before it.
    if (half === 0 || x - half < free) continue;
    free = x + half + GAP / 2;
    labels.push({ index, x, lines: broken });
  }
  return labels;
}

/** Each of how many categories has a label, and how it is written. */
function choose(names: readonly string[], { xs, step, start, end }: Place, measure: Measure) {
  const least = Math.max(1, Math.ceil(ROOM_AT_ALL / step));
  const candidates = names.filter((_name, index) => index % least === 0);
  const widest = Math.max(0, ...candidates.map(measure));
  const hasRoom = step - GAP >= Math.min(widest, ROOM_TO_BREAK);
  const width = Math.min(widest, WIDEST);
  // The first one is moved in from the edge, towards the next one.
  const moved = Math.max(0, start + width / 2 - (xs[0] ?? 0));
  const every = hasRoom ? 1 : Math.ceil((width + GAP + moved) / step);
  const room = Math.min(step * every - GAP, end - start);
  return { every, lines: (name: string) => breakLines(name, room, measure) };
}

/** A text in one or two lines that are not wider than this. */
function breakLines(text: string, width: number, measure: Measure): string[] {
  if (measure(text) <= width) return [text];
  const words = text.split(/\s+/);
  let fitting = 1;
  while (fitting < words.length && measure(words.slice(0, fitting + 1).join(' ')) <= width) {
    fitting += 1;
  }
  const lines = [words.slice(0, fitting).join(' '), words.slice(fitting).join(' ')];
  return lines.filter(Boolean).map((line) => shorten(line, width, measure));
}

/** A text that is not wider than this, with an ellipsis in the place of what it lost. */
export function shorten(text: string, width: number, measure: Measure): string {
  if (measure(text) <= width) return text;
  const signs = [...text];
  let [fits, exceeds] = [0, signs.length];
  const cut = (length: number) => `${signs.slice(0, length).join('').trimEnd()}…`;
  while (exceeds - fits > 1) {
    const middle = (fits + exceeds) >> 1;
    if (measure(cut(middle)) <= width) fits = middle;
    else exceeds = middle;
  }
  return cut(fits);
}
