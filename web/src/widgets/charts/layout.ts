/** Where everything of a chart is, in pixels from the top left. Pure, and without a document. */
import { type Label, type Measure, placeLabels } from './labels';
import { barsOf, columns, endsOf, type Gaps, type Marks, mirror, pointsOf } from './marks';
import type { ChartModel, Series } from './model';
import { short } from './numbers';
import { stack } from './stacks';
import { axisOf } from './ticks';

export interface Frame extends Gaps {
  readonly width: number;
  readonly height: number;
  readonly showYAxis: boolean;
  readonly isRtl: boolean;
  readonly locale: string | undefined;
  readonly measure: Measure;
  /** The height of a line of text. */
  readonly lineHeight: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly plot: { readonly left: number; readonly right: number; readonly bottom: number };
  readonly top: number;
  readonly lineHeight: number;
  /** The values that have a line; the label is empty where the axis is not shown. */
  readonly ticks: readonly {
    readonly y: number;
    readonly label: string;
    readonly isZero: boolean;
  }[];
  /** Where the labels of the values end. */
  readonly ticksX: number;
  readonly labels: readonly Label[];
  /** Where each category is, and how much room it has. */
  readonly xs: readonly number[];
  readonly step: number;
  readonly hasBars: boolean;
  readonly marks: readonly Marks[];
}

/** About how many pixels there are between two lines of the value axis. */
const TICK_DISTANCE = 44;
const SPACE = 8;
/** Room for half of the dot on the first and last point. */
const INSET = 4;

/** @param shown The series of the model that are not hidden. */
export function layOut(model: ChartModel, shown: readonly Series[], frame: Frame): Layout {
  const { width, isRtl, lineHeight } = frame;
  const count = model.categories.length;
  const top = Math.max(SPACE, lineHeight / 2);
  const spans = stack(shown);
  const heads = [...spans.values()].flatMap((all) => all.flatMap((span) => (span ? span.to : [])));
  const oneLine = model.hidesAxis ? SPACE / 2 : lineHeight + SPACE;
  const axis = axisOf(
    heads,
    Math.min(6, Math.round((frame.height - top - oneLine) / TICK_DISTANCE)),
  );

  const write = short(frame.locale, Math.max(axis.high, -axis.low), axis.step);
  const words = frame.showYAxis ? axis.ticks.map(write) : [];
  const widest = Math.ceil(Math.max(0, ...words.map(frame.measure)));
  const left = frame.showYAxis ? Math.min(widest, width / 3) + SPACE : 0;

  const isBar = shown.some(({ kind }) => kind === 'bar');
  const room = width - left;
  const step = isBar || count < 2 ? room / Math.max(1, count) : (room - 2 * INSET) / (count - 1);
  const first = left + (isBar || count < 2 ? step / 2 : INSET);
  const xs = model.categories.map((_name, index) => first + index * step);

  // Below the axis of values there is room as well.
  const place = { xs, step, start: 0, end: width };
  const labels = model.hidesAxis ? [] : placeLabels(model.categories, place, frame.measure);
  const lines = Math.max(1, ...labels.map((label) => label.lines.length));
  const bottom = frame.height - (model.hidesAxis ? oneLine : lines * lineHeight + SPACE);
  const scale = (value: number) =>
    top + ((axis.high - value) / (axis.high - axis.low)) * Math.max(0, bottom - top);

  // On a plot that is too low for them, not all values are written.
  const distance = scale(0) - scale(axis.step);
  const eachTick = distance > 0 ? Math.ceil(lineHeight / distance) : axis.ticks.length;

  const column = columns(shown, step, frame);
  const ends = endsOf(spans);
  const marks = [...spans].map(([one, all]) =>
    one.kind === 'bar'
      ? barsOf(one, all, ends, { xs, scale, width: column.width, offset: column.offset(one) })
      : pointsOf(one, all, { xs, scale }),
  );

  const turn = (x: number) => (isRtl ? width - x : x);
  return {
    width,
    height: frame.height,
    plot: { left: isRtl ? 0 : left, right: isRtl ? width - left : width, bottom },
    top,
    lineHeight,
    ticks: axis.ticks.map((tick, index) => ({
      y: scale(tick),
      label: index % eachTick === 0 ? (words[index] ?? '') : '',
      isZero: tick === 0,
    })),
    ticksX: turn(left - SPACE),
    labels: labels.map((label) => ({ ...label, x: turn(label.x) })),
    xs: xs.map(turn),
    step,
    hasBars: isBar,
    marks: isRtl ? marks.map((one) => mirror(one, width)) : marks,
  };
}

/** The category that is nearest to a place on the plot. */
export function nearest({ xs, step }: Layout, x: number): number {
  const [first = 0, second] = xs;
  const direction = second !== undefined && second < first ? -1 : 1;
  const index = Math.round((direction * (x - first)) / step);
  return Math.min(xs.length - 1, Math.max(0, index));
}
