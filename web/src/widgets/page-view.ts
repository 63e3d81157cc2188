import type {
  WidgetComponent,
  WidgetComponentContext,
  WidgetComponentProps,
  WidgetComponentView,
} from './page-component';

/** A component of the page's that is drawn, or was. */
export class PageView {
  readonly #component: WidgetComponent;
  readonly #host: HTMLElement;
  readonly #context: WidgetComponentContext;
  #view: WidgetComponentView | null = null;
  #shown: readonly unknown[] = [];

  constructor(component: WidgetComponent, host: HTMLElement, context: WidgetComponentContext) {
    this.#component = component;
    this.#host = host;
    this.#context = context;
  }

  /** Draws the component, or brings it up to date. Throws what the component throws. */
  show(props: WidgetComponentProps): void {
    const context = this.#context;
    const shown = [props, context.locale, context.colorScheme];
    const isOther = shown.some((value, index) => value !== this.#shown[index]);
    this.#shown = shown;
    if (this.#view?.update) {
      this.#view.update(props, context);
      return;
    }
    if (!isOther) return;
    this.remove();
    const view = this.#component.render(this.#host, props, context);
    this.#view = typeof view === 'function' ? { remove: view } : (view ?? {});
  }

  /** Takes the component away. It is gone in any case, whatever its own `remove` throws. */
  remove(): void {
    try {
      this.#view?.remove?.();
    } catch (error) {
      console.error('[chatkit] A component of the page failed to end.', error);
    }
    this.#view = null;
    this.#host.replaceChildren();
  }
}
