import { describe, expect, it } from 'vitest';
import { type Frame, type Layout, layOut, nearest } from './layout';
import { type Bar, between, type Marks, type Point } from './marks';
import { readChart } from './model';

const FRAME: Frame = {
  width: 400,
  height: 200,
  showYAxis: false,
  isRtl: false,
  locale: 'en',
  barGap: undefined,
  barCategoryGap: undefined,
  measure: (text) => text.length * 6,
  lineHeight: 16,
};

/** A chart of rows of numbers: the fields of the first column of names. */
function chart(
  series: readonly object[],
  rows: readonly object[],
  frame: Partial<Frame> = {},
  axis: object = { dataKey: 'x' },
): Layout {
  const model = readChart(
    rows.map((row, index) => ({ x: `c${index}`, ...row })),
    series,
    axis,
  );
  return layOut(model, model.series, { ...FRAME, ...frame });
}

const bar = (dataKey: string, props: object = {}) => ({ type: 'bar', dataKey, ...props });
const line = (dataKey: string, props: object = {}) => ({ type: 'line', dataKey, ...props });
const bars = (layout: Layout, index: number) =>
  (layout.marks[index] as Extract<Marks, { bars: unknown }>).bars as Bar[];
const points = (marks: Marks | undefined) =>
  (marks as Extract<Marks, { points: unknown }>).points as (Point | null)[];
const zero = (layout: Layout) => layout.ticks.find(({ isZero }) => isZero)?.y as number;

describe('bars', () => {
  const rows = [
    { a: 2, b: 4 },
    { a: 1, b: 3 },
  ];

  it('stand beside each other in their category, on zero', () => {
    const layout = chart([bar('a'), bar('b')], rows);
    const [[a, later], [b]] = [bars(layout, 0), bars(layout, 1)] as [[Bar, Bar], [Bar]];
    expect(a.foot).toBe(zero(layout));
    expect(b.x).toBeGreaterThanOrEqual(a.x + a.width);
    expect((a.x + b.x + b.width) / 2).toBeCloseTo(layout.xs[0] as number);
    expect(later.x).toBeGreaterThan(b.x + b.width);
    expect(b.foot - b.head).toBeCloseTo(2 * (a.foot - a.head));
  });

  it('keep the distances that are asked for', () => {
    const layout = chart([bar('a'), bar('b')], rows, { barGap: 10, barCategoryGap: 40 });
    const [[a, later], [b]] = [bars(layout, 0), bars(layout, 1)] as [[Bar, Bar], [Bar]];
    expect(b.x - (a.x + a.width)).toBeCloseTo(10);
    expect(later.x - (b.x + b.width)).toBeCloseTo(40);
    // What is more than there is leaves bars to be seen.
    const [squeezed] = bars(chart([bar('a'), bar('b')], rows, { barGap: 400 }), 0);
    expect(squeezed?.width).toBeGreaterThan(20);
  });

  it('of one stack stand on each other, of another one beside it; the last one is rounded', () => {
    const layout = chart(
      [bar('a', { stack: 's' }), bar('b', { stack: 's' }), bar('a', { stack: 't' })],
      rows,
    );
    const [lower, upper, beside] = [0, 1, 2].map((index) => bars(layout, index)[0]) as [
      Bar,
      Bar,
      Bar,
    ];
    expect(upper.x).toBe(lower.x);
    expect(upper.foot).toBeLessThanOrEqual(lower.head);
    expect(lower.head - upper.foot).toBeLessThanOrEqual(1);
    expect(beside.x).toBeGreaterThan(lower.x + lower.width);
    expect([lower, upper, beside].map(({ isEnd }) => isEnd)).toEqual([false, true, true]);
  });

  it('below zero hang from it, apart from what stands on it', () => {
    const layout = chart(
      [bar('a', { stack: 's' }), bar('b', { stack: 's' }), bar('c', { stack: 's' })],
      [{ a: 3, b: -2, c: 1 }],
    );
    const [up, down, top] = [0, 1, 2].map((index) => bars(layout, index)[0]) as [Bar, Bar, Bar];
    expect([up.foot, down.foot]).toEqual([zero(layout), zero(layout)]);
    expect(down.head).toBeGreaterThan(down.foot);
    expect(top.foot).toBeLessThan(up.foot);
    expect([up, down, top].map(({ isEnd }) => isEnd)).toEqual([false, true, true]);
  });

  it('are not drawn for nothing, and are seen however small', () => {
    const [none, tiny, gap, large] = bars(
      chart([bar('a')], [{ a: 0 }, { a: 1 }, {}, { a: 1e6 }]),
      0,
    );
    expect([none, gap]).toEqual([null, null]);
    expect((tiny?.foot ?? 0) - (tiny?.head ?? 0)).toBeGreaterThanOrEqual(1);
    expect(large?.width).toBeLessThanOrEqual(56);
  });

  it('of hundreds have a place of their own', () => {
    const rows = Array.from({ length: 500 }, (_, a) => ({ a, b: a }));
    const all = [bars(chart([bar('a'), bar('b')], rows), 0), bars(chart([bar('a')], rows), 0)];
    for (const [, second, third] of all as [Bar, Bar, Bar][]) {
      expect(second.width).toBeGreaterThan(0);
      expect(third.x).toBeGreaterThan(second.x + second.width);
    }
  });
});

describe('lines and areas', () => {
  it('go from edge to edge, or through the middle of bars', () => {
    const rows = [{ a: 1 }, { a: 2 }, { a: 3 }];
    const alone = chart([line('a')], rows);
    expect(alone.xs[0]).toBeLessThan(10);
    expect(alone.xs.at(-1)).toBeGreaterThan(390);
    const mixed = chart([bar('a'), line('a')], rows);
    const [first] = bars(mixed, 0) as [Bar];
    expect(points(mixed.marks[1])[0]?.x).toBeCloseTo(first.x + first.width / 2);
  });

  it('have gaps, and areas of one stack add up', () => {
    const area = (dataKey: string) => ({ type: 'area', dataKey, stack: 's' });
    const layout = chart([area('a'), area('b')], [{ a: 1, b: 2 }, { b: 2 }, { a: 3, b: 1 }]);
    const [below, above] = layout.marks.map(points) as [(Point | null)[], (Point | null)[]];
    expect(below[1]).toBeNull();
    expect(above[0]?.foot).toBeCloseTo(below[0]?.y as number);
    expect(above[1]?.foot).toBeCloseTo(zero(layout));
  });

  it('of one point have it in the middle', () => {
    expect(chart([line('a')], [{ a: 1 }]).xs).toEqual([200]);
  });
});

describe('the values at the side', () => {
  it('are written where there is room for a line of text', () => {
    for (const height of [10, 30, 50, 90, 200, 400]) {
      const { ticks } = chart([line('a')], [{ a: 90 }, { a: -20 }], { height, showYAxis: true });
      const ys = ticks.filter(({ label }) => label).map(({ y }) => y);
      expect(ys.length).toBeGreaterThan(0);
      for (const [index, y] of ys.slice(1).entries()) {
        expect((ys[index] as number) - y).toBeGreaterThanOrEqual(16 - 1e-9);
      }
    }
  });

  it('have no more than a third of the width', () => {
    const { plot } = chart([line('a')], [{ a: 1 }], { showYAxis: true, measure: () => 300 });
    expect(plot.left).toBeLessThan(160);
    expect(chart([line('a')], [{ a: 1 }]).plot.left).toBe(0);
  });
});

describe('from right to left', () => {
  it('everything is where its mirror image was', () => {
    const series = [bar('a'), line('b')];
    const rows = [{ a: 1, b: 2 }, { a: 3 }, { a: 2, b: 1 }];
    const [ltr, rtl] = [false, true].map((isRtl) =>
      chart(series, rows, { isRtl, showYAxis: true }),
    ) as [Layout, Layout];
    expect(rtl.xs).toEqual(ltr.xs.map((x) => 400 - x));
    expect(rtl.plot).toMatchObject({ left: 0, right: 400 - ltr.plot.left });
    expect(rtl.ticksX).toBeGreaterThan(rtl.plot.right);
    for (const [index, one] of bars(ltr, 0).entries()) {
      expect(bars(rtl, 0)[index]?.x).toBeCloseTo(400 - one.x - one.width);
    }
    expect(points(rtl.marks[1])[0]?.x).toBeCloseTo(400 - (points(ltr.marks[1])[0]?.x as number));
  });

  it('the nearest category is found, also beyond the edges', () => {
    const rows = [{ a: 1 }, { a: 2 }, { a: 3 }];
    for (const [isRtl, expected] of [
      [false, [0, 0, 1, 2, 2]],
      [true, [2, 2, 1, 0, 0]],
    ] as const) {
      const layout = chart([bar('a')], rows, { isRtl });
      expect([-50, 20, 200, 390, 999].map((x) => nearest(layout, x))).toEqual(expected);
    }
  });
});

describe('on the way from one drawing to the next', () => {
  it('bars change their size, and new ones grow out of zero', () => {
    const from = chart([bar('a')], [{ a: 4 }, { a: 4 }]).marks;
    const to = chart([bar('a')], [{ a: 2 }, { a: 4 }, { a: 4 }]);
    const at = (part: number) => bars({ ...to, marks: between(from, to.marks, part) }, 0);
    expect(at(1)).toEqual(bars(to, 0));
    expect(at(0)[2]?.head).toBe(at(0)[2]?.foot);
    expect(at(0.5)[0]?.head).toBeGreaterThan(at(0)[0]?.head as number);
    expect(at(0.5)[0]?.head).toBeLessThan(at(1)[0]?.head as number);
  });

  it('a line grows out of its end, and a new series is there at once', () => {
    const from = chart([line('a')], [{ a: 1 }, { a: 2 }, {}]).marks;
    const to = chart([line('a'), line('b')], [{ a: 1 }, { a: 2 }, {}, { a: 3, b: 1 }]).marks;
    const [start, fresh] = between(from, to, 0).map(points) as [Point[], Point[]];
    expect(start[3]).toEqual(points(from[0])[1]);
    expect(start[2]).toBeNull();
    expect(fresh).toEqual(points(to[1]));
  });
});
