import {
  area,
  type CurveFactory,
  curveBasis,
  curveBasisClosed,
  curveBasisOpen,
  curveBumpX,
  curveBumpY,
  curveLinear,
  curveLinearClosed,
  curveMonotoneX,
  curveMonotoneY,
  curveNatural,
  curveStep,
  curveStepAfter,
  curveStepBefore,
  line,
} from 'd3-shape';
import type { Bar, Point } from './marks';
import type { CurveType } from './wire';

const FACTORIES: Readonly<Record<CurveType, CurveFactory>> = {
  basis: curveBasis,
  basisClosed: curveBasisClosed,
  basisOpen: curveBasisOpen,
  bumpX: curveBumpX,
  bumpY: curveBumpY,
  // Without an axis in the name: the one that the categories stand along.
  bump: curveBumpX,
  linear: curveLinear,
  linearClosed: curveLinearClosed,
  natural: curveNatural,
  monotoneX: curveMonotoneX,
  monotoneY: curveMonotoneY,
  monotone: curveMonotoneX,
  step: curveStep,
  stepBefore: curveStepBefore,
  stepAfter: curveStepAfter,
};

type Points = readonly (Point | null)[];

const isThere = (point: Point | null): boolean => point !== null;
const x = (point: Point | null) => (point as Point).x;
const y = (point: Point | null) => (point as Point).y;
const foot = (point: Point | null) => (point as Point).foot;

/** The path of a line, with a gap where there is no point. */
export function linePath(points: Points, curve: CurveType): string {
  return line<Point | null>(x, y).defined(isThere).curve(FACTORIES[curve]).digits(1)(points) ?? '';
}

/** The path around what is between a line and its foot. */
export function areaPath(points: Points, curve: CurveType): string {
  const shape = area<Point | null>(x, foot, y).defined(isThere).digits(1);
  return shape.curve(FACTORIES[curve])(points) ?? '';
}

/** The points without a neighbour: no line goes through them. */
export function lonePoints(points: Points): Point[] {
  return points.filter(
    (point, index): point is Point => point !== null && !points[index - 1] && !points[index + 1],
  );
}

/** The path of all bars of a series. */
export function barsPath(bars: readonly (Bar | null)[], radius: number): string {
  return bars.map((bar) => (bar ? barPath(bar, radius) : '')).join('');
}

function barPath({ x: left, width, foot: start, head, isEnd }: Bar, radius: number): string {
  const right = left + width;
  const corner = isEnd ? Math.min(radius, width / 2, Math.abs(start - head)) : 0;
  if (corner < 0.5) return `M${n(left)},${n(start)}V${n(head)}H${n(right)}V${n(start)}Z`;
  const shoulder = head < start ? head + corner : head - corner;
  return (
    `M${n(left)},${n(start)}V${n(shoulder)}Q${n(left)},${n(head)} ${n(left + corner)},${n(head)}` +
    `H${n(right - corner)}Q${n(right)},${n(head)} ${n(right)},${n(shoulder)}V${n(start)}Z`
  );
}

/** A tenth of a pixel is as much as can be seen. */
const n = (value: number): string => String(Math.round(value * 10) / 10);
