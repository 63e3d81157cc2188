import type { ComponentChildren } from 'preact';
import { useIsForced } from './forced';
import type { Layout } from './layout';
import type { Marks } from './marks';
import { areaPath, barsPath, linePath, lonePoints } from './paths';
import { dashOf, Patterns, patternOf } from './patterns';
import { useMotion } from './useMotion';

/** How round the ends of bars are, in pixels. */
const RADIUS = 4;
const DOT = 3.5;

/** Lines of the values, and the labels of both axes. */
export function Axes({ layout, hidesAxis }: { layout: Layout; hidesAxis: boolean }) {
  const { plot, ticks, ticksX, labels, lineHeight } = layout;
  return (
    <g class="ck-w-chart-axes">
      {ticks.map(({ y, isZero }) => (
        <path
          key={y}
          d={`M${plot.left},${Math.round(y) + 0.5}H${plot.right}`}
          data-zero={(isZero && !hidesAxis) || undefined}
        />
      ))}
      {ticks.map(
        ({ y, label }) =>
          label && (
            <text
              key={y}
              x={ticksX}
              y={y}
              dy="0.35em"
              text-anchor={ticksX < plot.left ? 'end' : 'start'}
            >
              {label}
            </text>
          ),
      )}
      {labels.map(({ index, x, lines }) =>
        lines.map((line, row) => (
          <text
            key={`${index} ${row}`}
            x={x}
            y={plot.bottom + lineHeight * (row + 1)}
            text-anchor="middle"
          >
            {line}
          </text>
        )),
      )}
    </g>
  );
}

/** Areas behind, bars before them, lines before all. */
export function Drawing({ id, layout }: { id: string; layout: Layout }) {
  const marks = useMotion(layout);
  const isForced = useIsForced();
  const of = (kind: string, draw: (one: Marks) => ComponentChildren) =>
    marks
      .filter(({ series }) => series.kind === kind)
      .map((one) => (
        <g
          key={one.series.id}
          class="ck-w-chart-series"
          style={{ '--ck-w-series': one.series.color }}
          data-kind={kind}
          data-stacked={one.series.stack === undefined ? undefined : ''}
        >
          {draw(one)}
        </g>
      ));
  return (
    <>
      {isForced && <Patterns id={id} />}
      {of('area', (one) => (
        <Area id={id} marks={one} isForced={isForced} />
      ))}
      {of('bar', ({ series, ...one }) => (
        <path
          class="ck-w-chart-bars"
          d={'bars' in one ? barsPath(one.bars, RADIUS) : ''}
          fill={isForced ? `url(#${patternOf(id, series)})` : undefined}
        />
      ))}
      {of('area', (one) => (
        <Line marks={one} isForced={isForced} />
      ))}
      {of('line', (one) => (
        <Line marks={one} isForced={isForced} />
      ))}
    </>
  );
}

interface CurveProps {
  marks: Marks;
  isForced: boolean;
}

function Area({ id, marks, isForced }: CurveProps & { id: string }) {
  if (!('points' in marks)) return null;
  const { series, points } = marks;
  const shade = `${id}-shade-${series.id}`;
  return (
    <>
      {!isForced && series.stack === undefined && (
        <linearGradient id={shade} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stop-opacity="0.3" />
          <stop offset="1" stop-opacity="0.04" />
        </linearGradient>
      )}
      <path
        class="ck-w-chart-area"
        d={areaPath(points, series.curve)}
        fill={
          isForced
            ? `url(#${patternOf(id, series)})`
            : series.stack === undefined
              ? `url(#${shade})`
              : undefined
        }
      />
    </>
  );
}

function Line({ marks, isForced }: CurveProps) {
  if (!('points' in marks)) return null;
  const { series, points } = marks;
  return (
    <>
      <path
        class="ck-w-chart-line"
        d={linePath(points, series.curve)}
        stroke-dasharray={isForced ? dashOf(series) : undefined}
      />
      {lonePoints(points).map(({ x, y }) => (
        <circle key={x} cx={x} cy={y} r={DOT} />
      ))}
    </>
  );
}

/** Marks the category that is read: a band behind its bars, or a line and a dot on each curve. */
export function Pointer({ layout, index }: { layout: Layout; index: number }) {
  const { plot, top, xs, step } = layout;
  const x = xs[index];
  if (x === undefined) return null;
  return layout.hasBars ? (
    <rect
      class="ck-w-chart-band"
      x={x - step / 2}
      y={top}
      width={step}
      height={Math.max(0, plot.bottom - top)}
    />
  ) : (
    <path class="ck-w-chart-cross" d={`M${Math.round(x) + 0.5},${top}V${plot.bottom}`} />
  );
}

export function Dots({ layout, index }: { layout: Layout; index: number }) {
  return (
    <>
      {layout.marks.map((marks) => {
        const point = 'points' in marks ? marks.points[index] : null;
        return (
          point && (
            <circle
              key={marks.series.id}
              class="ck-w-chart-dot"
              style={{ '--ck-w-series': marks.series.color }}
              cx={point.x}
              cy={point.y}
              r={DOT + 0.5}
            />
          )
        );
      })}
    </>
  );
}
