import { describe, expect, it } from 'vitest';
import { loadCatalogue } from './catalogues';
import { en, type Message } from './en';
import { TRANSLATED_LOCALES } from './locales';
import sameAsEnglish from './same-as-english.json';

type Catalogue = Readonly<Record<string, Message>>;

const catalogues = Object.entries(
  import.meta.glob<Catalogue>('./catalogues/*.json', { import: 'default', eager: true }),
).map(([path, catalogue]): [string, Catalogue] => [
  path.slice('./catalogues/'.length, -5),
  catalogue,
]);

/** What every text of a catalogue is written in, by language; the others use Latin letters. */
const SCRIPTS: Readonly<Record<string, RegExp>> = {
  am: /\p{Script=Ethiopic}/u,
  ar: /\p{Script=Arabic}/u,
  bg: /\p{Script=Cyrillic}/u,
  bn: /\p{Script=Bengali}/u,
  el: /\p{Script=Greek}/u,
  gu: /\p{Script=Gujarati}/u,
  hi: /\p{Script=Devanagari}/u,
  hy: /\p{Script=Armenian}/u,
  ja: /\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Han}/u,
  ka: /\p{Script=Georgian}/u,
  kk: /\p{Script=Cyrillic}/u,
  kn: /\p{Script=Kannada}/u,
  ko: /\p{Script=Hangul}/u,
  mk: /\p{Script=Cyrillic}/u,
  ml: /\p{Script=Malayalam}/u,
  mn: /\p{Script=Cyrillic}/u,
  mr: /\p{Script=Devanagari}/u,
  my: /\p{Script=Myanmar}/u,
  pa: /\p{Script=Gurmukhi}/u,
  ru: /\p{Script=Cyrillic}/u,
  sr: /\p{Script=Cyrillic}|\p{Script=Latin}/u,
  ta: /\p{Script=Tamil}/u,
  te: /\p{Script=Telugu}/u,
  th: /\p{Script=Thai}/u,
  uk: /\p{Script=Cyrillic}/u,
  ur: /\p{Script=Arabic}/u,
  zh: /\p{Script=Han}/u,
};
const LATIN = /\p{Script=Latin}/u;

const texts = (message: Message): string[] =>
  typeof message === 'string' ? [message] : Object.values(message);
const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
const words = (text: string): string => text.replace(/\{\w+\}/g, '');

/** The keys whose message meets a condition. */
function keysWhere(
  catalogue: Catalogue,
  condition: (message: Message, english: Message, key: string) => boolean,
): string[] {
  return Object.entries(catalogue)
    .filter(([key, message]) => {
      const english: Message | undefined = (en as Catalogue)[key];
      return english !== undefined && condition(message, english, key);
    })
    .map(([key]) => key);
}

it('every translated locale has a catalogue, with every message', () => {
  expect(catalogues.map(([locale]) => locale)).toEqual([...TRANSLATED_LOCALES].sort());
  const lacking = catalogues.map(([locale, catalogue]) => [
    locale,
    Object.keys(en).filter((key) => !(key in catalogue)),
  ]);
  expect(lacking.filter(([, keys]) => keys?.length)).toEqual([]);
});

it('there is no catalogue that nobody can ask for', () => {
  const known = new Set<string>(TRANSLATED_LOCALES);
  expect(catalogues.map(([locale]) => locale).filter((locale) => !known.has(locale))).toEqual([]);
  expect(Object.keys(sameAsEnglish).filter((locale) => !known.has(locale))).toEqual([]);
});

describe.each(catalogues)('the catalogue %s', (locale, catalogue) => {
  const allowed = new Set((sameAsEnglish as Record<string, readonly string[]>)[locale]);

  it('has no message that there is not in English', () => {
    expect(Object.keys(catalogue).filter((key) => !(key in en))).toEqual([]);
  });

  it('has no empty message', () => {
    expect(keysWhere(catalogue, (message) => texts(message).some((text) => !text.trim()))).toEqual(
      [],
    );
  });

  it('has the placeholders of the English messages', () => {
    const wrong = keysWhere(catalogue, (message, english) => {
      const wanted = new Set(texts(english).flatMap(placeholders));
      if (typeof message === 'string') {
        return placeholders(message).join() !== [...wanted].sort().join();
      }
      // A form for one single number may leave the number out.
      return (
        texts(message).some((text) => placeholders(text).some((name) => !wanted.has(name))) ||
        placeholders(message.other).join() !== [...wanted].sort().join()
      );
    });
    expect(wrong).toEqual([]);
  });

  it('has the plural forms of its language where English has plural forms', () => {
    const { pluralCategories } = new Intl.PluralRules(locale).resolvedOptions();
    const known = ['zero', 'one', 'two', 'few', 'many', 'other'];
    const wrong = keysWhere(catalogue, (message, english) => {
      if (typeof english === 'string') return typeof message !== 'string';
      if (typeof message === 'string') return true;
      const forms = Object.keys(message);
      return (
        pluralCategories.some((category) => !forms.includes(category)) ||
        forms.some((form) => !known.includes(form))
      );
    });
    expect(wrong).toEqual([]);
  });

  it('keeps no English words but those that it means to keep', () => {
    const same = keysWhere(catalogue, (message, english, key) => {
      const wording = new Set(texts(english));
      return (
        !allowed.has(key) &&
        texts(message).some((text) => /\p{L}/u.test(words(text)) && wording.has(text))
      );
    });
    expect(same).toEqual([]);
    const superfluous = [...allowed].filter(
      (key) =>
        !texts(catalogue[key] ?? '').some((text) =>
          texts((en as Catalogue)[key] ?? '').includes(text),
        ),
    );
    expect(superfluous).toEqual([]);
  });

  it('is written in the script of its language', () => {
    const script = SCRIPTS[locale.split('-')[0] ?? ''] ?? LATIN;
    const wrong = keysWhere(
      catalogue,
      (message, _english, key) =>
        !allowed.has(key) &&
        texts(message).some((text) => /\p{L}/u.test(words(text)) && !script.test(words(text))),
    );
    expect(wrong).toEqual([]);
  });

  it('is what the loader gives', async () => {
    expect(await loadCatalogue(locale as Parameters<typeof loadCatalogue>[0])).toEqual({
      ...en,
      ...catalogue,
    });
  });
});

it('gives English where there is no catalogue', async () => {
  expect(await loadCatalogue('en')).toBe(en);
});
