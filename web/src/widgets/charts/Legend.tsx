import type { Series } from './model';
import { Swatch } from './Swatch';

interface LegendProps {
  id: string;
  series: readonly Series[];
  hidden: ReadonlySet<number>;
  toggle: (id: number) => void;
}

/** What the series are called. Each can be taken away and brought back; a single one only has a name. */
export function Legend({ id, series, hidden, toggle }: LegendProps) {
  return (
    <ul class="ck-w-chart-legend" part="chart-legend">
      {series.map((one) => (
        <li key={one.id}>
          {series.length === 1 ? (
            <span class="ck-w-chart-entry">
              <Swatch id={id} series={one} />
              <span dir="auto">{one.label}</span>
            </span>
          ) : (
            <button
              type="button"
              class="ck-w-chart-entry"
              aria-pressed={!hidden.has(one.id)}
              onClick={() => toggle(one.id)}
            >
              <Swatch id={id} series={one} />
              <span dir="auto">{one.label}</span>
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
