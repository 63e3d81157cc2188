import type { Series } from './model';

/** Where a value stands on the value axis: from its foot to its head. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The spans of one series, one for each category; null where it has no value. */
export type Spans = readonly (Span | null)[];

/**
 * The spans of every series. Bars and areas of one kind with the same `stack` stand on each other,
 * what is positive above zero and what is negative below it; all others stand on zero.
 */
export function stack(series: readonly Series[]): ReadonlyMap<Series, Spans> {
  const heights = new Map<string, { above: number[]; below: number[] }>();
  return new Map(
    series.map((one) => {
      if (one.stack === undefined) return [one, one.values.map(onZero)];
      const name = stackOf(one);
      const { above, below } = heights.get(name) ?? { above: [], below: [] };
      heights.set(name, { above, below });
      const spans = one.values.map((value, index): Span | null => {
        if (value === null) return null;
        const side = value < 0 ? below : above;
        const from = side[index] ?? 0;
        side[index] = from + value;
        return { from, to: from + value };
      });
      return [one, spans];
    }),
  );
}

/** What tells the stacks of a chart apart. A series without one stands alone. */
export function stackOf({ kind, stack: name, id }: Series): string {
  return name === undefined ? `${kind} ${id}` : `${kind} of ${name}`;
}

function onZero(value: number | null): Span | null {
  return value === null ? null : { from: 0, to: value };
}
