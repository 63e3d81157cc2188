import { useCallback, useState } from 'preact/hooks';
import { Chunk, useChunk } from '../../chunks';
import { flex, set, sizeReaders, sizeStyle } from '../css';
import { useEnv } from '../env';
import {
  count,
  flag,
  type Props,
  raw,
  readers,
  renderer,
  unlessFalse,
  type WireOf,
} from '../props';
import { Notice } from '../render';

const gap = count(0, 400);

const chartReaders = readers<WireOf<'Chart'>>()({
  // Read with what draws them, which is fetched with the first chart.
  data: raw,
  series: raw,
  xAxis: raw,
  showYAxis: flag,
  showLegend: unlessFalse,
  showTooltip: unlessFalse,
  barGap: gap,
  barCategoryGap: gap,
  flex,
  ...sizeReaders,
});

/** What a chart is told, apart from its place and size. */
export type ChartProps = Omit<Props<typeof chartReaders>, 'flex' | keyof typeof sizeReaders>;

const drawing = new Chunk('chart', () => import('../charts'));

function ChartView(props: Props<typeof chartReaders>) {
  const { labels } = useEnv();
  const [hasFailed, setFailed] = useState(false);
  const fail = useCallback((_name: string, error: unknown) => {
    console.error('[chatkit] What draws charts could not be loaded.', error);
    setFailed(true);
  }, []);
  const loaded = useChunk(drawing, fail);
  if (hasFailed && !loaded) return <Notice>{labels.failed.replace('{type}', 'Chart')}</Notice>;

  // The ratio is that of what is drawn, unless the height is fixed: the legend stands below it.
  const isFree = props.height === undefined && props.size === undefined;
  const ratio = isFree ? props.aspectRatio : undefined;
  const style = {
    ...sizeStyle({ ...props, aspectRatio: isFree ? undefined : props.aspectRatio }),
    ...set('flex', props.flex),
    ...set('--ck-w-chart-ratio', ratio),
  };
  return (
    <div
      class="ck-w-chart"
      part="chart"
      style={style}
      data-free={isFree || undefined}
      data-ratio={ratio === undefined ? undefined : ''}
      data-waiting={loaded ? undefined : ''}
    >
      {loaded && <loaded.ChartFigure {...props} />}
    </div>
  );
}

export const Chart = renderer(chartReaders, ChartView);
