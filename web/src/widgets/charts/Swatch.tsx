import { useIsForced } from './forced';
import type { Series } from './model';
import { dashOf, patternOf } from './patterns';

/** The colour of a series, in the shape of what is drawn of it. */
export function Swatch({ id, series }: { id: string; series: Series }) {
  const isForced = useIsForced();
  const fill = isForced && series.kind !== 'line' ? `url(#${patternOf(id, series)})` : undefined;
  return (
    <svg
      class="ck-w-chart-swatch"
      style={{ '--ck-w-series': series.color }}
      viewBox="0 0 12 12"
      data-kind={series.kind}
      aria-hidden="true"
    >
      {series.kind !== 'line' && <rect x="1" y="1" width="10" height="10" rx="2.5" fill={fill} />}
      {series.kind !== 'bar' && (
        <path
          d={series.kind === 'line' ? 'M0 6H12' : 'M1 2H11'}
          stroke-dasharray={isForced ? dashOf(series) : undefined}
        />
      )}
    </svg>
  );
}
