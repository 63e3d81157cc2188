import { h, render } from 'preact';
import { resolveLocale } from '../../i18n';
import {
  adoptRules,
  colorSchemeOf,
  HostVariables,
  registerFonts,
  themeVariables,
} from '../../theme';
import {
  type ActionConfig,
  applyWidgetUpdate,
  type WidgetRoot,
  type WidgetUpdate,
} from '../../widgets';
import { ActiveLocale } from '../active-locale';
import { forgetRegistry } from '../registry';
import type { Report } from '../schema';
import { theme as checkTheme } from '../theme-option';
import { emitAction } from './actions';
import type { ChatKitWidget } from './chatkit-widget';
import { MarkupObserver, widgetOfMarkup } from './markup';
import { styles } from './styles';
import { View } from './View';

type Own = Pick<
  ChatKitWidget,
  'widget' | 'theme' | 'locale' | 'disabled' | 'itemId' | 'imageDomains' | 'applyUpdate'
>;

const PROPERTIES = ['widget', 'theme', 'locale', 'disabled', 'itemId', 'imageDomains'] as const;

/**
 * `<chatkit-widget>`: one widget in an open shadow root, drawn as in a chat.
 *
 * It keeps its state for as long as it lives: it may be moved, or removed and added again.
 *
 * @attr widget - The widget, in JSON.
 * @attr theme - `light` or `dark`.
 * @attr locale - A BCP 47 tag.
 * @attr dir - `ltr` or `rtl`, where it is not that of the language.
 * @attr disabled
 * @attr item-id
 * @attr image-domains - Separated by spaces.
 *
 * @fires action - `{ action, itemId?, respondWith }`: a control of the widget was used. It bubbles.
 *
 * @csspart root error component
 */
export class ChatKitWidgetElement extends HTMLElement implements Own {
  static readonly observedAttributes = [
    'widget',
    'theme',
    'locale',
    'disabled',
    'item-id',
    'image-domains',
    'dir',
  ];

  readonly #root: ShadowRoot;
  readonly #variables: HostVariables;
  readonly #locale: ActiveLocale;
  readonly #markup = new MarkupObserver(() => this.#readMarkup());
  /** Given as a property: the markup does not count. */
  #given = false;
  #widget: unknown = null;
  #theme: ChatKitWidget['theme'];
  #wantedLocale: string | undefined;
  #imageDomains: readonly string[] = [];
  #complaint = '';

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: 'open' });
    adoptRules(this.#root, styles);
    this.#variables = new HostVariables(this.#root);
    this.#locale = new ActiveLocale(resolveLocale(navigator.languages), (event) => {
      if (event.type === 'log') console.warn(`[chatkit] ${event.name}`, event.data);
    });
    this.#locale.translator.subscribe(() => this.#draw());
  }

  connectedCallback(): void {
    for (const name of PROPERTIES) this.#upgrade(name);
    this.#markup.connect(this);
    this.#applyTheme();
    this.#applyLocale();
    this.#readMarkup();
    this.#draw();
  }

  /** It is in another document, of a frame or a window of the page. */
  adoptedCallback(): void {
    forgetRegistry(this.#root);
    this.#variables.moved();
  }

  disconnectedCallback(): void {
    this.#markup.disconnect();
  }

  attributeChangedCallback(name: string, _before: string | null, value: string | null): void {
    if (name === 'theme') this.theme = (value as 'light' | 'dark' | null) ?? undefined;
    else if (name === 'locale') this.locale = value ?? undefined;
    else if (name === 'image-domains')
      this.imageDomains = value?.split(/\s+/).filter(Boolean) ?? [];
    else if (name === 'widget') this.#readMarkup();
    else this.#draw();
  }

  get widget(): ChatKitWidget['widget'] {
    return this.#widget as ChatKitWidget['widget'];
  }

  set widget(widget: ChatKitWidget['widget'] | undefined) {
    this.#given = widget !== null && widget !== undefined;
    this.#widget = widget ?? null;
    this.#readMarkup();
    this.#draw();
  }

  get theme(): ChatKitWidget['theme'] {
    return this.#theme;
  }

  set theme(theme: ChatKitWidget['theme']) {
    const report: Report = { problems: [], unknown: [] };
    this.#theme = theme === undefined ? undefined : checkTheme(theme, 'theme', report);
    for (const { message } of report.problems) this.#complain(message);
    this.#applyTheme();
  }

  get locale(): string | undefined {
    return this.#wantedLocale;
  }

  set locale(locale: string | undefined) {
    this.#wantedLocale = locale;
    this.#applyLocale();
  }

  get disabled(): boolean {
    return this.hasAttribute('disabled');
  }

  set disabled(disabled: boolean) {
    this.toggleAttribute('disabled', disabled);
  }

  get itemId(): string | undefined {
    return this.getAttribute('item-id') ?? undefined;
  }

  set itemId(itemId: string | undefined) {
    if (itemId === undefined) this.removeAttribute('item-id');
    else this.setAttribute('item-id', itemId);
  }

  get imageDomains(): readonly string[] {
    return this.#imageDomains;
  }

  set imageDomains(domains: readonly string[]) {
    this.#imageDomains = domains;
    this.#draw();
  }

  /** Changes the widget as a server does in a chat. Without a widget only a whole one can come. */
  applyUpdate(update: WidgetUpdate): void {
    const before = this.#widget as WidgetRoot | null;
    if (update.type === 'widget.root.updated') {
      this.widget = update.widget as ChatKitWidget['widget'];
    } else if (before) {
      this.widget = applyWidgetUpdate(before, update) as ChatKitWidget['widget'];
    }
  }

  /** What a page has set before the script was there lies on the element, and hides the accessors. */
  #upgrade(name: (typeof PROPERTIES)[number]): void {
    if (!Object.hasOwn(this, name)) return;
    const value = this[name];
    delete (this as Partial<Own>)[name];
    Object.assign(this, { [name]: value });
  }

  #readMarkup(): void {
    if (this.#given) return;
    const before = JSON.stringify(this.#widget);
    try {
      const widget = widgetOfMarkup(this);
      if (JSON.stringify(widget) === before) return;
      this.#widget = widget;
    } catch (error) {
      this.#complain(`The widget in the markup is no JSON. ${error}`);
      this.#widget = undefined;
    }
    this.#draw();
  }

  #applyTheme(): void {
    if (!this.isConnected) return;
    this.dataset['theme'] = colorSchemeOf(this.#theme);
    this.#variables.set(themeVariables(this.#theme));
    if (typeof this.#theme === 'object') {
      registerFonts(this.#theme.typography?.fontSources ?? [], this.ownerDocument);
    }
  }

  #applyLocale(): void {
    const wanted = this.#wantedLocale;
    this.#locale.use(resolveLocale(wanted ? [wanted] : navigator.languages));
  }

  /** Pages may set a wrong thing again and again; it is said once. */
  #complain(message: string): void {
    if (message === this.#complaint) return;
    this.#complaint = message;
    console.error(`[chatkit] ${message}`);
  }

  readonly #onAction = (action: ActionConfig): Promise<void> =>
    emitAction(this, action, this.itemId);

  #draw(): void {
    if (!this.isConnected) return;
    const view = h(View, {
      widget: this.#widget,
      disabled: this.disabled,
      imageDomains: this.#imageDomains,
      translator: this.#locale.translator.value,
      dir: this.dir,
      onAction: this.#onAction,
    });
    render(view, this.#root);
  }
}
