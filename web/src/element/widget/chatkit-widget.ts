/**
 * `<chatkit-widget>` as pages see it. The npm package's type declarations are made of this file.
 */
import type { ColorScheme, SupportedLocale, ThemeOption, Widgets } from '@openai/chatkit';
import type { ActionConfig, WidgetUpdate } from '../../widgets/types';

export type {
  ChatKitWidgets,
  WidgetComponent,
  WidgetComponentContext,
  WidgetComponentProps,
  WidgetComponentView,
} from '../../widgets/page-component';
export type { ActionConfig, WidgetUpdate };

/** A widget: of ChatKit's components, and of those that the page has defined. */
export type WidgetJson =
  | Widgets.WidgetRoot
  | { readonly type: string; readonly [prop: string]: unknown };

/** What an `action` event tells. */
export interface WidgetActionDetail {
  /** As the widget has it; the values of the form around the control are in its payload. */
  readonly action: ActionConfig;
  /** The widget's `item-id`, if it has one. */
  readonly itemId?: string;
  /**
   * Says what the action leads to, during the event: until the promise settles the control, or the
   * card or form around it, shows that it is at work, and takes no other action. When it rejects,
   * the widget is as it was before and tells why below it: the error's message.
   */
  readonly respondWith: (work: Promise<unknown>) => void;
}

/**
 * A widget on any page.
 *
 * The widget is the property `widget`; without one the attribute of that name, in JSON; without
 * either what a `<script type="application/json">` inside the element says.
 */
export interface ChatKitWidget extends HTMLElement {
  /** The widget as it is now. `null` shows nothing, or what the markup says. */
  widget: WidgetJson | null;
  /** As the chat's option of the name. The attribute takes `light` and `dark`. */
  theme: ColorScheme | ThemeOption | undefined;
  /** The widget's own words, dates and direction; the language of the browser if it is not set. */
  locale: SupportedLocale | (string & {}) | undefined;
  /** Actions wait; fields can still be filled in. */
  disabled: boolean;
  /** What is told with each action, for pages with several widgets. */
  itemId: string | undefined;
  /** Where the Markdown in the widget may load images from; others are links. None, at first. */
  imageDomains: readonly string[];
  /** Changes the widget as a server does in a chat. What stays has its state and the focus. */
  applyUpdate(update: WidgetUpdate): void;

  addEventListener(
    type: 'action',
    listener: (this: ChatKitWidget, event: CustomEvent<WidgetActionDetail>) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'chatkit-widget': ChatKitWidget;
  }
}
