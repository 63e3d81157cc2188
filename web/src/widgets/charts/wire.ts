/**
 * `Chart` and its parts as the Python SDK has them: the type files of npm lack the component.
 * tests/widgets/test_chart.py compares the fields below with those of the SDK.
 */

/** The ways to draw a line through points. */
export const CURVES = [
  'basis',
  'basisClosed',
  'basisOpen',
  'bumpX',
  'bumpY',
  'bump',
  'linear',
  'linearClosed',
  'natural',
  'monotoneX',
  'monotoneY',
  'monotone',
  'step',
  'stepBefore',
  'stepAfter',
] as const;

export type CurveType = (typeof CURVES)[number];

type Size = number | string;
type Color = string | { light: string; dark: string };

export interface BarSeries {
  type: 'bar';
  label?: string;
  dataKey: string;
  stack?: string;
  color?: Color;
}

export interface AreaSeries {
  type: 'area';
  label?: string;
  dataKey: string;
  stack?: string;
  color?: Color;
  curveType?: CurveType;
}

export interface LineSeries {
  type: 'line';
  label?: string;
  dataKey: string;
  color?: Color;
  curveType?: CurveType;
}

export interface XAxisConfig {
  dataKey: string;
  hide?: boolean;
  labels?: Record<string, string>;
}

export interface Chart {
  type: 'Chart';
  key?: string;
  id?: string;
  data: readonly Record<string, string | number>[];
  series: readonly (BarSeries | AreaSeries | LineSeries)[];
  xAxis: string | XAxisConfig;
  showYAxis?: boolean;
  showLegend?: boolean;
  showTooltip?: boolean;
  barGap?: number;
  barCategoryGap?: number;
  flex?: Size;
  height?: Size;
  width?: Size;
  size?: Size;
  minHeight?: Size;
  minWidth?: Size;
  minSize?: Size;
  maxHeight?: Size;
  maxWidth?: Size;
  maxSize?: Size;
  aspectRatio?: Size;
}
