import { describe, expect, it, vi } from 'vitest';
import type { ChatEvent } from '../chat';
import { type Locale, loadCatalogue, type Messages } from '../i18n';
import { en } from '../i18n/en';
import { ActiveLocale } from './active-locale';

vi.mock('../i18n', async (original) => ({
  ...(await original<typeof import('../i18n')>()),
  loadCatalogue: vi.fn(),
}));

/** Catalogues that arrive when a test says so. */
function catalogues() {
  const waiting = new Map<
    Locale,
    { resolve(messages: Messages): void; reject(error: Error): void }
  >();
  vi.mocked(loadCatalogue).mockImplementation(
    (locale) => new Promise((resolve, reject) => waiting.set(locale, { resolve, reject })),
  );
  return {
    asked: waiting,
    arrive: async (locale: Locale, label: string) => {
      waiting.get(locale)?.resolve({ ...en, 'composer.label': label });
      await new Promise((resolve) => setTimeout(resolve));
    },
    fail: async (locale: Locale) => {
      waiting.get(locale)?.reject(new Error('offline'));
      await new Promise((resolve) => setTimeout(resolve));
    },
  };
}

function activeLocale() {
  const events: ChatEvent[] = [];
  const active = new ActiveLocale('en', (event) => events.push(event));
  return { active, events, label: () => active.translator.value.t('composer.label') };
}

describe('the active locale', () => {
  it('switches at once, and its words when they are there', async () => {
    const server = catalogues();
    const { active, label } = activeLocale();
    active.use('ar');
    expect(active.translator.value).toMatchObject({ locale: 'ar', direction: 'rtl' });
    expect(label()).toBe('Message');
    await server.arrive('ar', 'رسالة');
    expect(label()).toBe('رسالة');
    expect(active.translator.value).toMatchObject({ locale: 'ar', direction: 'rtl' });
  });

  it('asks for a catalogue once while the locale stays', () => {
    const server = catalogues();
    const { active } = activeLocale();
    active.use('ar');
    server.asked.clear();
    active.use('ar');
    expect(server.asked.size).toBe(0);
  });

  it('does not take a late answer of an earlier locale', async () => {
    const server = catalogues();
    const { active, label } = activeLocale();
    active.use('ar');
    active.use('de-DE');
    await server.arrive('de-DE', 'Nachricht');
    await server.arrive('ar', 'رسالة');
    expect(label()).toBe('Nachricht');
    active.use('ar');
    active.use('en');
    await server.arrive('ar', 'رسالة');
    expect([label(), server.asked.has('en')]).toEqual(['Message', false]);
  });

  it('stays English, and says so, when the catalogue cannot be loaded', async () => {
    const server = catalogues();
    const { active, events, label } = activeLocale();
    active.use('de-DE');
    await server.fail('de-DE');
    expect(label()).toBe('Message');
    expect(active.translator.value.locale).toBe('de-DE');
    expect(events).toEqual([
      { type: 'log', name: 'locale.failed', data: { locale: 'de-DE', message: 'offline' } },
    ]);
  });

  it('asks again when the browser is back on line', async () => {
    const server = catalogues();
    const { active, label } = activeLocale();
    active.use('de-DE');
    await server.fail('de-DE');
    server.asked.clear();
    window.dispatchEvent(new Event('online'));
    await server.arrive('de-DE', 'Nachricht');
    expect(label()).toBe('Nachricht');
  });
});
