export { loadCatalogue } from './catalogues';
export type { MessageKey, Messages } from './en';
export { type Locale, resolveLocale } from './locales';
export { createTranslator, type Translator } from './translator';
