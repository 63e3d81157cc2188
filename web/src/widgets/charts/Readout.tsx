import { useMemo } from 'preact/hooks';
import { useEnv } from '../env';
import type { ChartModel, Series } from './model';
import { exact } from './numbers';
import { Swatch } from './Swatch';

export interface ReadoutProps {
  id: string;
  model: ChartModel;
  /** The series that are not hidden. */
  shown: readonly Series[];
  index: number;
}

/** What a category has: its name, and each series with its value. */
export function Readout({ id, model, shown, index }: ReadoutProps) {
  const { labels, locale } = useEnv();
  const write = useMemo(() => exact(locale), [locale]);
  const rows = shown.flatMap((series) => {
    const value = series.values[index];
    return typeof value === 'number' ? { series, value } : [];
  });
  return (
    <>
      <p class="ck-w-chart-tip-title" dir="auto">
        {model.categories[index]}
      </p>
      {rows.length === 0 && <p>{labels.chartEmpty}</p>}
      {rows.map(({ series, value }) => (
        <p key={series.id} class="ck-w-chart-tip-row">
          <Swatch id={id} series={series} />
          <span dir="auto">{series.label}</span> <b>{write(value)}</b>
        </p>
      ))}
    </>
  );
}
