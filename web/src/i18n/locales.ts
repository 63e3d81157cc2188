import type { SupportedLocale, TranslatedLocale } from '@openai/chatkit';

/** The locales that there is a catalogue for, besides English. */
export const TRANSLATED_LOCALES = [
  'am',
  'ar',
  'bg-BG',
  'bn-BD',
  'bs-BA',
  'ca-ES',
  'cs-CZ',
  'da-DK',
  'de-DE',
  'el-GR',
  'es-419',
  'es-ES',
  'et-EE',
  'fi-FI',
  'fr-CA',
  'fr-FR',
  'gu-IN',
  'hi-IN',
  'hr-HR',
  'hu-HU',
  'hy-AM',
  'id-ID',
  'is-IS',
  'it-IT',
  'ja-JP',
  'ka-GE',
  'kk',
  'kn-IN',
  'ko-KR',
  'lt',
  'lv-LV',
  'mk-MK',
  'ml',
  'mn',
  'mr-IN',
  'ms-MY',
  'my-MM',
  'nb-NO',
  'nl-NL',
  'pa',
  'pl-PL',
  'pt-BR',
  'pt-PT',
  'ro-RO',
  'ru-RU',
  'sk-SK',
  'sl-SI',
  'so-SO',
  'sq-AL',
  'sr-RS',
  'sv-SE',
  'sw-TZ',
  'ta-IN',
  'te-IN',
  'th-TH',
  'tl',
  'tr-TR',
  'uk-UA',
  'ur',
  'vi-VN',
  'zh-CN',
  'zh-HK',
  'zh-TW',
] as const satisfies readonly TranslatedLocale[];

export type Locale = TranslatedLocale | 'en';

/** Where the language alone, or a script, does not lead to the one catalogue that starts with it. */
const PREFERRED = new Map<string, Locale>(
  Object.entries({
    es: 'es-ES',
    fr: 'fr-FR',
    pt: 'pt-BR',
    zh: 'zh-CN',
    'zh-hans': 'zh-CN',
    'zh-hant': 'zh-TW',
    'zh-sg': 'zh-CN',
    'zh-mo': 'zh-HK',
    no: 'nb-NO',
    nn: 'nb-NO',
    fil: 'tl',
  } satisfies Partial<Record<SupportedLocale, Locale>> & Record<string, Locale>),
);

const RTL_LANGUAGES = new Set(['ar', 'ur']);

function match(tag: string): Locale | null {
  const wanted = tag.toLowerCase();
  const [language = ''] = wanted.split('-');
  if (language === 'en') return 'en';
  const exact = TRANSLATED_LOCALES.find((locale) => locale.toLowerCase() === wanted);
  if (exact) return exact;
  const script = wanted.split('-').slice(0, 2).join('-');
  return (
    PREFERRED.get(script) ??
    // Latin America writes one Spanish, which is not that of Spain.
    (language === 'es' && wanted !== 'es' ? 'es-419' : undefined) ??
    PREFERRED.get(language) ??
    TRANSLATED_LOCALES.find((locale) => locale.split('-')[0] === language) ??
    null
  );
}

/**
 * The locale to use: the first wanted one that is supported, otherwise English.
 *
 * @param wanted BCP 47 tags, the most wanted first.
 */
export function resolveLocale(wanted: readonly string[]): Locale {
  for (const tag of wanted) {
    const locale = match(tag);
    if (locale) return locale;
  }
  return 'en';
}

export function directionOf(locale: Locale): 'ltr' | 'rtl' {
  return RTL_LANGUAGES.has(locale.split('-')[0] ?? '') ? 'rtl' : 'ltr';
}
