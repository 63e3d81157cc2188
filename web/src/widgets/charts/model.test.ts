import { describe, expect, it } from 'vitest';
import { SERIES_COLORS } from './colors';
import { readChart } from './model';

const line = (spec: object = {}) => [{ type: 'line', dataKey: 'n', ...spec }];
const values = (...given: unknown[]) =>
  readChart(
    given.map((n) => ({ n })),
    line(),
    'x',
  ).series[0]?.values;

describe('what a chart shows', () => {
  it('is read from rows, series and an axis', () => {
    const model = readChart(
      [
        { month: 'jan', new_tasks: 3, done: 1 },
        { month: 'feb', new_tasks: 5 },
      ],
      [
        { type: 'bar', dataKey: 'new_tasks', stack: 'all', color: 'red-100' },
        { type: 'area', dataKey: 'done', label: 'Finished', curveType: 'step' },
      ],
      { dataKey: 'month', labels: { jan: 'January' } },
    );
    expect(model).toMatchObject({
      categories: ['January', 'feb'],
      categoryName: 'Month',
      hidesAxis: false,
      series: [
        { id: 0, kind: 'bar', label: 'New tasks', stack: 'all', curve: 'linear', values: [3, 5] },
        { id: 1, kind: 'area', label: 'Finished', curve: 'step', values: [1, null] },
      ],
    });
    expect(model.series[0]?.color).toMatch(/^oklch/);
  });

  it('has numbers, also those that are written as text, and gaps for the rest', () => {
    expect(values(1, -2.5, '3', ' -4e2 ', '.5')).toEqual([1, -2.5, 3, -400, 0.5]);
    expect(values('', 'many', '0x10', '1,5', null, undefined, true, {}, [3])).toEqual(
      Array(9).fill(null),
    );
    expect(values(Number.NaN, Number.POSITIVE_INFINITY, '1e999', 1e300)).toEqual(
      Array(4).fill(null),
    );
    expect(values(-0, 1e-300)).toEqual([0, 0]);
  });

  it('has categories of any kind, and none where a row has none', () => {
    const rows = [{ x: 2024 }, { x: true }, {}, { x: { y: 1 } }];
    expect(readChart(rows, [], 'x').categories).toEqual(['2024', 'true', '', '']);
    expect(readChart([{ x: 1 }], [], { dataKey: 'x', labels: { 1: 'one' } }).categories).toEqual([
      'one',
    ]);
  });

  it('never is what an object inherits', () => {
    const model = readChart([{ x: 'toString' }], line({ dataKey: 'valueOf' }), {
      dataKey: 'x',
      labels: {},
    });
    expect(model.categories).toEqual(['toString']);
    expect(model.series[0]?.values).toEqual([null]);
    expect(readChart([{}], [], 'constructor').categories).toEqual(['']);
  });

  it('leaves out what is no series, and keeps the colours of the others in their places', () => {
    const { series } = readChart([], ['x', null, { type: 'pie', dataKey: 'n' }, ...line()], 'x');
    expect(series.map(({ id }) => id)).toEqual([3]);
    expect(series[0]?.color).toContain(Object.values(SERIES_COLORS)[3]?.light);
  });

  it('takes a curve that there is, and no stack of lines', () => {
    const [series] = readChart([], line({ curveType: 'zigzag', stack: 'all' }), 'x').series;
    expect(series).toMatchObject({ curve: 'linear', stack: undefined });
  });

  it.each([[undefined], [null], ['data'], [{}], [[1, null, []]]])('is empty for %j', (broken) => {
    expect(readChart(broken, broken, broken)).toMatchObject({ categories: [], series: [] });
  });
});
