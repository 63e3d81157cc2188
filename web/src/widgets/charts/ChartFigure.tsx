import { useId, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { adoptRules } from '../../theme';
import { useEnv } from '../env';
import type { ChartProps } from '../families/chart';
import rules from './charts.css?inline';
import { DataTable } from './DataTable';
import { Legend } from './Legend';
import { readChart } from './model';
import { Plot } from './Plot';

/** With more cells than this, the table is made only when it is asked for. */
const CELLS_AT_HAND = 600;

/** A chart: the plot or its table, and below it what the series are called. */
export function ChartFigure(props: ChartProps) {
  const { labels, locale } = useEnv();
  const id = useId();
  const root = useRules();
  const model = useModel(props);
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  const [asTable, setAsTable] = useState(false);

  const { series, categories } = model;
  const shown = useMemo(() => series.filter((one) => !hidden.has(one.id)), [series, hidden]);
  const isEmpty = !series.some(({ values }) => values.some((value) => value !== null));
  const names = new Intl.ListFormat(locale, { type: 'unit' }).format(
    series.map(({ label }) => label),
  );
  const name = labels.chart.replace('{series}', () => names);
  const toggle = (one: number) => {
    const next = new Set(hidden);
    if (!next.delete(one)) next.add(one);
    setHidden(next);
  };

  const table = <DataTable model={model} caption={name} locale={locale} />;
  return (
    <figure ref={root} class="ck-w-chart-figure" aria-label={name}>
      <div class="ck-w-chart-body" data-table={asTable || undefined}>
        {isEmpty && <p class="ck-w-chart-empty">{labels.chartEmpty}</p>}
        {!isEmpty && !asTable && (
          <Plot id={id} model={model} shown={shown} settings={props} locale={locale} />
        )}
        {!isEmpty && asTable && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what is scrolled must be reached by keyboard.
          <section class="ck-w-chart-scroll" aria-label={name} tabIndex={0}>
            {table}
          </section>
        )}
      </div>
      {!isEmpty && (
        <div class="ck-w-chart-foot" data-over={(!props.showLegend && !asTable) || undefined}>
          {props.showLegend && !asTable && (
            <Legend id={id} series={series} hidden={hidden} toggle={toggle} />
          )}
          <button
            type="button"
            class="ck-w-chart-toggle"
            aria-label={labels.chartTable}
            aria-pressed={asTable}
            title={labels.chartTable}
            onClick={() => setAsTable(!asTable)}
          >
            <svg viewBox="0 0 16 16" aria-hidden="true">
              <rect x="2" y="3" width="12" height="10" rx="2" />
              <path d="M2 6.5h12M2 9.75h12M6.5 6.5V13" />
            </svg>
          </button>
        </div>
      )}
      {!isEmpty && !asTable && categories.length * (series.length + 1) <= CELLS_AT_HAND && (
        <div class="ck-w-chart-hidden">{table}</div>
      )}
    </figure>
  );
}

/** The model, which is the same one as long as nothing of it changes. */
function useModel({ data, series, xAxis }: ChartProps) {
  const fresh = useMemo(() => readChart(data, series, xAxis), [data, series, xAxis]);
  const content = useMemo(() => JSON.stringify(fresh), [fresh]);
  return useMemo(() => fresh, [content]);
}

/** Gives the root of an element the rules of charts. */
function useRules() {
  const ref = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const root = ref.current?.getRootNode();
    if (root && 'host' in root) adoptRules(root as ShadowRoot, rules);
  }, []);
  return ref;
}
