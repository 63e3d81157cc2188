import { type ComponentType, createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Renderer } from './props';
import type { Dispatch } from './types';

/** The renderer's own words. `{type}` stands for a component's name. */
export interface WidgetLabels {
  readonly showMore: string;
  readonly showLess: string;
  readonly showDetails: string;
  readonly hideDetails: string;
  readonly clear: string;
  readonly search: string;
  readonly noMatches: string;
  readonly time: string;
  readonly today: string;
  readonly done: string;
  readonly required: string;
  readonly invalid: string;
  readonly unsupported: string;
  readonly failed: string;
  readonly tooLarge: string;
  /** What a chart is called; `{series}` stands for the names of what it shows. */
  readonly chart: string;
  readonly chartKeys: string;
  readonly chartTable: string;
  readonly chartEmpty: string;
}

export const ENGLISH: WidgetLabels = {
  showMore: 'Show more',
  showLess: 'Show less',
  showDetails: 'Show details',
  hideDetails: 'Hide details',
  clear: 'Clear',
  search: 'Search',
  noMatches: 'Nothing found',
  time: 'Time',
  today: 'Today',
  done: 'Done',
  required: 'Please fill in this field.',
  invalid: 'Please check this value.',
  unsupported: '“{type}” can’t be shown here',
  failed: '“{type}” could not be shown',
  tooLarge: 'This widget is too large to show',
  chart: 'Chart: {series}',
  chartKeys: 'Use the arrow keys to read the values.',
  chartTable: 'Show as table',
  chartEmpty: 'No data to show',
};

/** What the components of one widget share. */
export interface WidgetEnv {
  /** Makes element ids unique among the widgets of a page. */
  readonly id: string;
  readonly registry: Readonly<Record<string, Renderer>>;
  readonly itemId: string;
  readonly disabled: boolean;
  /** A BCP 47 tag: what dates are written in. */
  readonly locale: string;
  readonly dispatch: Dispatch;
  readonly Markdown: ComponentType<{ text: string; streaming?: boolean }>;
  readonly labels: WidgetLabels;
  readonly labelled: ReadonlySet<string>;
  /** Whether pictures may be loaded from an address. */
  readonly allowsImage: (url: string) => boolean;
}

export const EnvContext = createContext<WidgetEnv | null>(null);

/** What the components of this widget share. */
export function useEnv(): WidgetEnv {
  const env = useContext(EnvContext);
  if (!env) throw new Error('A widget component was drawn outside a <Widget>.');
  return env;
}
