import { useMemo, useRef } from 'preact/hooks';
import { useEnv } from '../env';
import type { ChartProps } from '../families/chart';
import { Axes, Dots, Drawing, Pointer } from './Drawing';
import { layOut } from './layout';
import type { ChartModel, Series } from './model';
import { Readout } from './Readout';
import { Tooltip } from './Tooltip';
import { useReading } from './useReading';
import { useSurface } from './useSurface';

interface PlotProps {
  id: string;
  model: ChartModel;
  shown: readonly Series[];
  settings: ChartProps;
  locale: string | undefined;
}

/**
 * The plot. It is one stop of the Tab key: arrow keys go from category to category, and what each
 * has is spoken. The drawing says nothing by itself, since the table beside it has it all.
 */
export function Plot({ id, model, shown, settings, locale }: PlotProps) {
  const { labels } = useEnv();
  const box = useRef<HTMLDivElement>(null);
  const surface = useSurface(box);
  const { showYAxis, showTooltip, barGap, barCategoryGap } = settings;
  const layout = useMemo(
    () =>
      surface && layOut(model, shown, { ...surface, showYAxis, barGap, barCategoryGap, locale }),
    [model, shown, surface, showYAxis, barGap, barCategoryGap, locale],
  );
  const { reading, handlers } = useReading(box, layout, surface?.isRtl ?? false);
  const index = showTooltip ? reading.index : null;
  const drawing = useMemo(
    () =>
      layout && {
        axes: <Axes layout={layout} hidesAxis={model.hidesAxis} />,
        marks: <Drawing id={id} layout={layout} />,
      },
    [id, layout, model.hidesAxis],
  );
  const control = showTooltip
    ? { role: 'application', tabIndex: 0, 'aria-label': labels.chartKeys, ...handlers }
    : {};
  return (
    <div ref={box} class="ck-w-chart-plot" part="chart-plot" {...control}>
      {layout && drawing && (
        <svg viewBox={`0 0 ${layout.width} ${layout.height}`} aria-hidden="true">
          {index !== null && <Pointer layout={layout} index={index} />}
          {drawing.axes}
          {drawing.marks}
          {index !== null && <Dots layout={layout} index={index} />}
        </svg>
      )}
      {index !== null && layout && (
        <Tooltip box={box} layout={layout} id={id} model={model} shown={shown} index={index} />
      )}
      {showTooltip && (
        <div class="ck-sr" role="status">
          {index !== null && reading.isSpoken && (
            <Readout id={id} model={model} shown={shown} index={index} />
          )}
        </div>
      )}
    </div>
  );
}
