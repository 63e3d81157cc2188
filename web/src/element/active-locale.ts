import type { ChatEvent } from '../chat';
import { Chunk } from '../chunks';
import { createTranslator, type Locale, loadCatalogue, type Translator } from '../i18n';
import { toError } from '../protocol';
import { Observable } from '../state';

/** The translator of the locale in use. */
export class ActiveLocale {
  readonly translator: Observable<Translator>;
  readonly #emit: (event: ChatEvent) => void;
  #used: Locale | null = null;
  #endWaiting = (): void => undefined;

  /** @param initial What the translator is of until `use` says which one it is. */
  constructor(initial: Locale, emit: (event: ChatEvent) => void) {
    this.translator = new Observable(createTranslator(initial));
    this.#emit = emit;
  }

  /**
   * Switches to a locale: direction, dates and what the server is told at once, the words as soon as
   * they are loaded. Until then, and while they cannot be loaded, they are English.
   */
  use(locale: Locale): void {
    if (locale === this.#used) return;
    this.#used = locale;
    this.translator.set(createTranslator(locale));
    this.#endWaiting();
    if (locale === 'en') return;
    const catalogue = new Chunk(locale, () => loadCatalogue(locale));
    this.#endWaiting = catalogue.wait(
      (messages) => this.translator.set(createTranslator(locale, messages)),
      (_name, thrown) => {
        const { message } = toError(thrown);
        this.#emit({ type: 'log', name: 'locale.failed', data: { locale, message } });
      },
    );
  }
}
