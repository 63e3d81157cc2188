import type { SupportedLocale } from '@openai/chatkit';
import { describe, expect, it } from 'vitest';
import { en } from './en';
import { directionOf, type Locale, resolveLocale, TRANSLATED_LOCALES } from './locales';
import { createTranslator } from './translator';

describe('resolveLocale', () => {
  it('knows the 63 translated locales', () => {
    expect(new Set(TRANSLATED_LOCALES).size).toBe(63);
    for (const locale of TRANSLATED_LOCALES) expect(resolveLocale([locale])).toBe(locale);
  });

  it.each<[SupportedLocale | (string & {}), string]>([
    ['de', 'de-DE'],
    ['de-AT', 'de-DE'],
    ['es-MX', 'es-419'],
    ['es', 'es-ES'],
    ['fr-BE', 'fr-FR'],
    ['fr-ca', 'fr-CA'],
    ['zh', 'zh-CN'],
    ['zh-Hant', 'zh-TW'],
    ['zh-Hant-HK', 'zh-TW'],
    ['zh-Hans-CN', 'zh-CN'],
    ['nn', 'nb-NO'],
    ['ar-EG', 'ar'],
    ['en-GB', 'en'],
    ['tlh', 'en'],
  ])('takes %s as %s', (tag, locale) => {
    expect(resolveLocale([tag])).toBe(locale);
  });

  it.each(['__proto__', 'constructor', '', '-', '../de'])('is English for %j', (tag) => {
    expect(resolveLocale([tag])).toBe('en');
  });

  it('takes the first of the wanted ones that is supported', () => {
    expect(resolveLocale(['tlh', 'pt-PT', 'de'])).toBe('pt-PT');
  });

  it('knows which locales are written from right to left', () => {
    expect(TRANSLATED_LOCALES.filter((locale) => directionOf(locale) === 'rtl')).toEqual([
      'ar',
      'ur',
    ]);
  });
});

describe('createTranslator', () => {
  const { t, date, duration, size } = createTranslator('en');

  it('fills in values and leaves unknown places alone', () => {
    expect(t('error.request', { id: 'req_1' })).toBe('Request req_1');
    expect(t('error.request')).toBe('Request {id}');
  });

  it('takes the plural form of the language, and writes numbers as it does', () => {
    const messages = { ...en, 'chat.label': { few: '{count} few', other: '{count} other' } };
    const polish = createTranslator('pl-PL', messages);
    expect(polish.t('chat.label', { count: 3 })).toBe('3 few');
    expect(polish.t('chat.label', { count: 1 })).toBe('1 other');
    expect(polish.t('chat.label', { count: 12345 })).toMatch(/^12\s345 other$/);
  });

  it('writes dates without the current year', () => {
    expect(date(new Date(new Date().getFullYear(), 4, 1, 12))).toBe('May 1');
    expect(date(new Date(2001, 4, 1, 12))).toBe('May 1, 2001');
  });

  it.each([
    [0, '0 bytes'],
    [1023, '1,023 bytes'],
    [1024, '1 kB'],
    [1.5 * 1024 ** 2, '1.5 MB'],
    [100 * 1024 ** 2, '100 MB'],
    [5000 * 1024 ** 3, '5,000 GB'],
  ])('writes %d bytes as %s', (bytes, text) => {
    expect(size(bytes)).toBe(text);
  });

  it.each<[Locale, string]>([
    ['ja-JP', '1 分 5 秒'],
    ['my-MM', '၁ မိနစ် ၅ စက္ကန့်'],
    ['ru-RU', '1 мин 5 с'],
    ['de-DE', '1 Min. 5 Sek.'],
  ])('writes a length of time in the words of %s', (locale, text) => {
    const written = createTranslator(locale).duration(65);
    expect(written.replace(/\s/g, ' ')).toBe(text);
  });

  it.each([
    [9.6, '10s'],
    [61, '1m 1s'],
    [3_660, '1h 1m'],
  ])('writes %d seconds as %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});
