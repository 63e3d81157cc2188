import { useMemo } from 'preact/hooks';
import type { ChartModel } from './model';
import { exact } from './numbers';

interface DataTableProps {
  model: ChartModel;
  caption: string;
  locale: string | undefined;
}

/** All that a chart shows, as a table: hidden series are in it too. */
export function DataTable({ model, caption, locale }: DataTableProps) {
  const { categories, categoryName, series } = model;
  return useMemo(() => {
    const write = exact(locale);
    return (
      <table class="ck-w-chart-table">
        <caption class="ck-sr">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{categoryName}</th>
            {series.map((one) => (
              <th key={one.id} scope="col" dir="auto">
                {one.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {categories.map((category, index) => (
            <tr key={index}>
              <th scope="row" dir="auto">
                {category}
              </th>
              {series.map((one) => {
                const value = one.values[index];
                return <td key={one.id}>{typeof value === 'number' ? write(value) : null}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    );
  }, [model, caption, locale]);
}
