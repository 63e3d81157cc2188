/** One node of a widget as it came over the wire: nothing about it has been checked but its shape. */
export interface WidgetNode {
  readonly type: string;
  readonly [prop: string]: unknown;
}

/** The node of a widget item: a `Card`, a `ListView` or a `Basic`. */
export type WidgetRoot = WidgetNode;

/** What a control asks the server or the page to do; `ActionConfig` of the Python SDK. */
export interface ActionConfig {
  readonly type: string;
  readonly payload?: unknown;
  readonly handler?: 'client' | 'server';
  readonly loadingBehavior?: LoadingBehavior;
  readonly streaming?: boolean;
}

/** What shows that an action runs: nothing, the control itself, or the widget's container. */
export type LoadingBehavior = 'auto' | 'none' | 'self' | 'container';

/** Sends an action; settles when it has been carried out. A rejection re-enables the control. */
export type Dispatch = (action: ActionConfig, itemId: string) => Promise<void>;

/** The part of `thread.item.updated` that concerns widgets. */
export type WidgetUpdate =
  | { readonly type: 'widget.root.updated'; readonly widget: unknown }
  | {
      readonly type: 'widget.component.updated';
      readonly component_id: string;
      readonly component: unknown;
    }
  | {
      readonly type: 'widget.streaming_text.value_delta';
      readonly component_id: string;
      readonly delta: string;
      readonly done: boolean;
    };

/** Whether a value from the wire has the shape of a node. */
export function isNode(value: unknown): value is WidgetNode {
  return isRecord(value) && typeof value['type'] === 'string';
}

/** Whether a value is a plain record (not null, not a list). */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
