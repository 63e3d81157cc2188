/** Patterns and dashes: what tells series apart where there are no colours. */
import type { Series } from './model';

/** The lines of each pattern, in a square of eight. */
const LINES = [
  'M-2 2L2 -2M0 8L8 0M6 10L10 6',
  'M0 4H8',
  'M-2 6L2 10M0 0L8 8M6 -2L10 2',
  'M4 0V8',
  'M0 4H8M4 0V8',
  'M3 4H5',
  'M0 0H8M0 2H8M0 4H8M0 6H8',
];
const DASHES = ['none', '6 4', '2 3', '10 3 2 3', '10 4', '4 2', '1 4'];

export function patternOf(id: string, series: Series): string {
  return `${id}-pattern-${series.id % LINES.length}`;
}

export function dashOf(series: Series): string {
  return DASHES[series.id % DASHES.length] as string;
}

/** The patterns that the series of one chart refer to. */
export function Patterns({ id }: { id: string }) {
  return (
    <defs>
      {LINES.map((lines, index) => (
        <pattern
          key={lines}
          id={`${id}-pattern-${index}`}
          width="8"
          height="8"
          patternUnits="userSpaceOnUse"
        >
          <path class="ck-w-chart-pattern" d={lines} />
        </pattern>
      ))}
    </defs>
  );
}
