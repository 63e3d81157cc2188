export type { WidgetLabels } from './env';
export type {
  ChatKitWidgets,
  WidgetComponent,
  WidgetComponentContext,
  WidgetComponentView,
} from './page-component';
export type {
  ActionConfig,
  Dispatch,
  LoadingBehavior,
  WidgetNode,
  WidgetRoot,
  WidgetUpdate,
} from './types';
export { applyWidgetUpdate } from './updates';
export { Widget, type WidgetProps } from './Widget';
