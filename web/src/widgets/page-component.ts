/**
 * Components of the page's own, as pages see them. The npm package's type declarations are made of
 * this file.
 */
import type { ActionConfig } from './types';

/** The props of one component as the widget gives them: anything that JSON can say. */
export type WidgetComponentProps = Readonly<Record<string, unknown>>;

/**
 * A component that a page adds to widgets. It draws with the DOM and nothing else, so that any
 * framework can be used inside.
 */
export interface WidgetComponent {
  /**
   * Rules of CSS, inside the component's element only: `button { … }`, `& { … }` for the element
   * itself. The variables `--ck-*` of the theme are there. `@keyframes` are not possible.
   */
  readonly styles?: string;
  /**
   * Draws the component. What it throws is shown as a line in its place.
   *
   * @param host An empty element of the component's own, inside the widget's shadow root.
   * @returns What is called later; a function alone is `remove`.
   */
  render(
    host: HTMLElement,
    props: WidgetComponentProps,
    context: WidgetComponentContext,
    // biome-ignore lint/suspicious/noConfusingVoidType: a function that returns nothing will do.
  ): WidgetComponentView | (() => void) | void;
}

/** What becomes of a component that is drawn. */
export interface WidgetComponentView {
  /**
   * Shows other props, or the same in another language, colour scheme or state of work. Without it
   * the component is removed and drawn anew when its props, the language or the scheme change.
   */
  update?(props: WidgetComponentProps, context: WidgetComponentContext): void;
  /** Ends what `render` began: timers, listeners outside of the element. The element goes by itself. */
  remove?(): void;
}

/** What a component can know and do. It is the same object for as long as the component is there. */
export interface WidgetComponentContext {
  /** A BCP 47 tag, such as `de-DE`. */
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  /** That of the part of the widget in which the component stands. */
  readonly colorScheme: 'light' | 'dark';
  /** No action can be sent now: a response is written, or the widget is at work. */
  readonly disabled: boolean;
  /** The action that this component sent is under way. */
  readonly busy: boolean;
  /**
   * Sends an action, with the values of the form around and the given ones in its payload, as a
   * button does.
   *
   * @returns False when it was not sent, since no action can be sent now.
   */
  dispatch(action: ActionConfig, values?: WidgetComponentProps): boolean;
  /**
   * Gives a field of the form around a value; `undefined` takes it back.
   *
   * @param problem What is wrong with the value, if anything is. The form is then not sent, this is
   *   said below the component, and its first control gets the focus.
   */
  setValue(name: string, value: unknown, problem?: string): void;
  /**
   * Draws components of the widget into an element of this one, and keeps them up to date.
   *
   * @param nodes `props.children`, as they are at any time, if it is not given.
   */
  renderChildren(slot: Element, nodes?: unknown): void;
}

/** The components of a page's own, which all chats and widgets of the page can draw. */
export interface ChatKitWidgets {
  /**
   * Adds a component, or puts another one in its place. Widgets that are drawn already, and have
   * components of that name, are drawn anew.
   *
   * @param name The `type` that widgets say: a letter, then up to 63 letters, digits, `.`, `-`, `_`.
   * @throws TypeError if the name is that of a component which ChatKit has, or no name at all.
   */
  define(name: string, component: WidgetComponent): void;
  get(name: string): WidgetComponent | undefined;
  /**
   * Tells of each component that is defined from now on. The watcher is not kept alive: it hears of
   * it for as long as something else holds it.
   */
  watch(watcher: WidgetComponentWatcher): void;
}

export interface WidgetComponentWatcher {
  componentDefined(name: string): void;
}

declare global {
  /** There once a script that draws widgets has run. */
  var chatkitWidgets: ChatKitWidgets;
}
