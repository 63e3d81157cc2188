/** Where bars, lines and areas are on the plot, in pixels; and where they are on the way there. */
import type { Series } from './model';
import { type Spans, stackOf } from './stacks';

export interface Bar {
  readonly x: number;
  readonly width: number;
  /** Where it starts, and where it ends: above its foot if it is positive. */
  readonly foot: number;
  readonly head: number;
  /** It is the last of its stack: its end is rounded. */
  readonly isEnd: boolean;
}

export interface Point {
  readonly x: number;
  readonly y: number;
  /** Where the area below it starts. */
  readonly foot: number;
}

/** What is drawn of one series; null where it has no value. */
export type Marks =
  | { readonly series: Series; readonly bars: readonly (Bar | null)[] }
  | { readonly series: Series; readonly points: readonly (Point | null)[] };

/** Where a value is on the plot. */
type Scale = (value: number) => number;

/** Wider bars than this look like a mistake. */
const WIDEST = 56;
const BAR_GAP = 4;

export interface Gaps {
  /** Between the bars of one category, and between two categories, in pixels. */
  readonly barGap: number | undefined;
  readonly barCategoryGap: number | undefined;
}

/** Where the bars of a category are: a column for each stack, and each series without one. */
export function columns(series: readonly Series[], step: number, gaps: Gaps) {
  const stacks = [...new Set(series.filter(({ kind }) => kind === 'bar').map(stackOf))];
  const between = stacks.length - 1;
  const around = Math.min(step * 0.9, gaps.barCategoryGap ?? step * (between > 0 ? 0.24 : 0.32));
  const room = step - around;
  // Gaps take half of the room at most, so that there are bars to part.
  const gap =
    between > 0
      ? Math.min(gaps.barGap ?? Math.min(BAR_GAP, room * 0.08), (room * 0.5) / between)
      : 0;
  const share = stacks.length > 0 ? (room - gap * between) / stacks.length : room;
  const width = gaps.barCategoryGap === undefined ? Math.min(WIDEST, share) : share;
  const all = width * stacks.length + gap * between;
  /** How far the start of a series' column is from the middle of its category. */
  const offset = (one: Series) => stacks.indexOf(stackOf(one)) * (width + gap) - all / 2;
  return { width, offset, isAny: stacks.length > 0 };
}

export function barsOf(
  one: Series,
  spans: Spans,
  ends: Ends,
  place: { xs: readonly number[]; width: number; offset: number; scale: Scale },
): Marks {
  const bars = spans.map((span, index): Bar | null => {
    if (span === null || span.from === span.to) return null;
    const isUp = span.to > span.from;
    const isEnd = ends.isEnd(one, index, isUp);
    const foot = place.scale(span.from);
    const head = place.scale(span.to);
    // A line of the surface parts what stands on each other; what is tiny is still to be seen.
    const parting = isEnd || Math.abs(foot - head) < 3 ? 0 : 1;
    const length = Math.max(1, Math.abs(foot - head) - parting);
    return {
      x: (place.xs[index] as number) + place.offset,
      width: place.width,
      foot,
      head: isUp ? foot - length : foot + length,
      isEnd,
    };
  });
  return { series: one, bars };
}

export interface Ends {
  isEnd(series: Series, index: number, isUp: boolean): boolean;
}

/** Which series is the last of its stack, on each side of zero. */
export function endsOf(all: ReadonlyMap<Series, Spans>): Ends {
  const last = new Map<string, Series>();
  const at = (one: Series, index: number, isUp: boolean) => `${stackOf(one)} ${index} ${isUp}`;
  for (const [one, spans] of all) {
    if (one.kind !== 'bar' || one.stack === undefined) continue;
    for (const [index, span] of spans.entries()) {
      if (span && span.from !== span.to) last.set(at(one, index, span.to > span.from), one);
    }
  }
  return {
    isEnd: (one, index, isUp) => one.stack === undefined || last.get(at(one, index, isUp)) === one,
  };
}

export function pointsOf(
  one: Series,
  spans: Spans,
  place: { xs: readonly number[]; scale: Scale },
): Marks {
  const points = spans.map(
    (span, index): Point | null =>
      span && {
        x: place.xs[index] as number,
        y: place.scale(span.to),
        foot: place.scale(span.from),
      },
  );
  return { series: one, points };
}

/** The marks on their way from what is shown to what is to be shown; 0 is the start, 1 the end. */
export function between(from: readonly Marks[], to: readonly Marks[], part: number): Marks[] {
  const mix = (a: number, b: number) => a + (b - a) * part;
  return to.map((marks): Marks => {
    const before = from.find(({ series }) => series.id === marks.series.id);
    if ('bars' in marks) {
      const old = before && 'bars' in before ? before.bars : [];
      const bars = marks.bars.map((bar, index): Bar | null => {
        if (!bar) return null;
        // What is new grows out of its foot.
        const start = old[index] ?? { ...bar, head: bar.foot };
        return {
          ...bar,
          x: mix(start.x, bar.x),
          width: mix(start.width, bar.width),
          foot: mix(start.foot, bar.foot),
          head: mix(start.head, bar.head),
        };
      });
      return { ...marks, bars };
    }
    const old = before && 'points' in before ? before.points : [];
    const last = old.findLast((point) => point !== null);
    const points = marks.points.map((point, index): Point | null => {
      if (!point) return null;
      // A line grows out of its end; where there is none, it is there at once.
      const start = old[index] ?? (index >= old.length ? last : undefined) ?? point;
      return {
        x: mix(start.x, point.x),
        y: mix(start.y, point.y),
        foot: mix(start.foot, point.foot),
      };
    });
    return { ...marks, points };
  });
}

/** The same marks for a language that is read from right to left. */
export function mirror(marks: Marks, width: number): Marks {
  return 'bars' in marks
    ? { ...marks, bars: marks.bars.map((bar) => bar && { ...bar, x: width - bar.x - bar.width }) }
    : { ...marks, points: marks.points.map((p) => p && { ...p, x: width - p.x }) };
}
