/** What a chart shows, read from what came over the wire: nothing of that can be relied on. */
import { humanized } from '../field';
import { flag, oneOf, text } from '../props';
import { isRecord } from '../types';
import { seriesColor } from './colors';
import { CURVES, type CurveType } from './wire';

/** More would be no chart any more. What is beyond is left out. */
const MAX_SERIES = 24;
const MAX_ROWS = 5_000;

/** Farther from or nearer to zero than this, sums and ticks could not be computed. */
const LARGEST = 1e100;
const SMALLEST = 1e-100;

export interface Series {
  /** Its place among all series: what stays the same when others are hidden. */
  readonly id: number;
  readonly kind: 'bar' | 'area' | 'line';
  readonly label: string;
  readonly color: string;
  readonly stack: string | undefined;
  readonly curve: CurveType;
  /** One for each category; null where there is none. */
  readonly values: readonly (number | null)[];
}

export interface ChartModel {
  /** What the categories are called. */
  readonly categories: readonly string[];
  /** What kind of thing a category is: the name of the field. */
  readonly categoryName: string;
  readonly hidesAxis: boolean;
  readonly series: readonly Series[];
}

const kindOf = oneOf('bar', 'area', 'line');
const curveOf = oneOf(...CURVES);

/** A chart from its three props. Whatever they are, there is one, if only an empty one. */
export function readChart(data: unknown, series: unknown, xAxis: unknown): ChartModel {
  const rows = (Array.isArray(data) ? data : []).slice(0, MAX_ROWS).filter(isRecord);
  const axis = isRecord(xAxis) ? xAxis : { dataKey: xAxis };
  const key = text(axis['dataKey']) ?? '';
  const names = isRecord(axis['labels']) ? axis['labels'] : {};
  const nameOf = (row: Readonly<Record<string, unknown>>): string => {
    const category = text(own(row, key)) ?? '';
    return text(own(names, category)) ?? category;
  };
  return {
    categories: rows.map(nameOf),
    categoryName: humanized(key),
    hidesAxis: flag(axis['hide']),
    series: (Array.isArray(series) ? series : []).slice(0, MAX_SERIES).flatMap((spec, id) => {
      const read = readSeries(spec, id, rows);
      return read ? [read] : [];
    }),
  };
}

function readSeries(
  spec: unknown,
  id: number,
  rows: readonly Readonly<Record<string, unknown>>[],
): Series | undefined {
  if (!isRecord(spec)) return undefined;
  const kind = kindOf(spec['type']);
  const key = text(spec['dataKey']);
  if (!kind || key === undefined) return undefined;
  return {
    id,
    kind,
    label: text(spec['label']) || humanized(key),
    color: seriesColor(spec['color'], id),
    stack: kind === 'line' ? undefined : text(spec['stack']),
    curve: (kind !== 'bar' && curveOf(spec['curveType'])) || 'linear',
    values: rows.map((row) => numberOf(own(row, key))),
  };
}

function own(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** A number, also one that was written as text; null for what is none. */
function numberOf(value: unknown): number | null {
  const isText = typeof value === 'string' && /^\s*[+-]?(\d|\.\d)[\d.eE+-]*\s*$/.test(value);
  const number = isText ? Number(value) : value;
  if (typeof number !== 'number' || !(Math.abs(number) <= LARGEST)) return null;
  return Math.abs(number) < SMALLEST ? 0 : number;
}
