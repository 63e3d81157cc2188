import { en, type Messages } from './en';
import type { Locale } from './locales';

/** A file for each locale, each loaded when it is first asked for. */
const catalogues = import.meta.glob<Partial<Messages>>('./catalogues/*.json', {
  import: 'default',
});

/**
 * The messages of a locale; a message that its catalogue lacks is the English one.
 *
 * @throws If the catalogue cannot be loaded; it may be asked for again.
 */
export async function loadCatalogue(locale: Locale): Promise<Messages> {
  const load = catalogues[`./catalogues/${locale}.json`];
  return load ? { ...en, ...(await load()) } : en;
}
