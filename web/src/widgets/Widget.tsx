import type { ComponentType, VNode } from 'preact';
import type { Dispatch } from './types';

export interface WidgetProps {
  /** The widget of the thread item, as it came over the wire. */
  widget: unknown;
  itemId: string;
  /** A response streams: actions wait, typing does not. */
  disabled: boolean;
  dispatch: Dispatch;
  /** Draws markdown, safely. */
  Markdown: ComponentType<{ text: string; streaming?: boolean }>;
}

/** A widget of a thread. Give it the item's id as key, so that it keeps its state when it is replaced. */
export function Widget({ itemId }: WidgetProps): VNode {
  return <div class="ck-widget" data-item-id={itemId} />;
}
