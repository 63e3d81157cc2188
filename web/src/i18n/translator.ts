import { en, type Message, type MessageKey, type Messages } from './en';
import { directionOf, type Locale } from './locales';

/** English has letters that everybody knows; Burmese has no short words of its own. */
const UNIT_DISPLAYS: Partial<Record<Locale, 'narrow' | 'long'>> = { en: 'narrow', 'my-MM': 'long' };

/** Everything that depends on the reader's language. */
export interface Translator {
  readonly locale: Locale;
  readonly direction: 'ltr' | 'rtl';
  /**
   * The message, with `{name}` replaced by the value of that name; numbers are written as the locale
   * does. A message with plural forms takes the one for the value `count`.
   */
  readonly t: (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;
  /** A moment as a short date, with the year where it is not the current one. */
  readonly date: (moment: Date) => string;
  /** A moment of the day, as a clock shows it; the day too, if it is another one. */
  readonly time: (moment: Date) => string;
  /** A number of bytes, in the largest unit that it fills. */
  readonly size: (bytes: number) => string;
  /** A length of time in seconds, in its two largest units. */
  readonly duration: (seconds: number) => string;
}

const SIZE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/**
 * @param messages The catalogue of the locale. Until it is there, the English one does: a catalogue
 *   may come later, and the translator is then made anew.
 */
export function createTranslator(locale: Locale, messages: Messages = en): Translator {
  const numbers = new Intl.NumberFormat(locale);
  const plurals = new Intl.PluralRules(locale);
  const form = (message: Message, count: unknown): string =>
    typeof message === 'string'
      ? message
      : (message[plurals.select(Number(count))] ?? message.other);
  const unit = (value: number, name: 'hour' | 'minute' | 'second') =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: name,
      unitDisplay: UNIT_DISPLAYS[locale] ?? 'short',
    }).format(value);
  return {
    locale,
    direction: directionOf(locale),
    t: (key, values = {}) =>
      form(messages[key], values['count']).replace(/\{(\w+)\}/g, (placeholder, name: string) => {
        const value = values[name] ?? placeholder;
        return typeof value === 'number' ? numbers.format(value) : value;
      }),
    date: (moment) => {
      const isThisYear = moment.getFullYear() === new Date().getFullYear();
      const year = isThisYear ? {} : ({ year: 'numeric' } as const);
      return new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', ...year }).format(
        moment,
      );
    },
    time: (moment) => {
      const isToday = moment.toDateString() === new Date().toDateString();
      return new Intl.DateTimeFormat(locale, {
        timeStyle: 'medium',
        ...(isToday ? {} : { dateStyle: 'short' }),
      }).format(moment);
    },
    size: (bytes) => {
      const power = Math.min(SIZE_UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
      return new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: SIZE_UNITS[power] as string,
        unitDisplay: power === 0 ? 'long' : 'short',
        maximumFractionDigits: power < 2 ? 0 : 1,
      }).format(bytes / 1024 ** power);
    },
    duration: (seconds) => {
      const total = Math.max(0, Math.round(seconds));
      const [hours, minutes] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60)];
      if (hours > 0) return `${unit(hours, 'hour')} ${unit(minutes, 'minute')}`;
      if (minutes > 0) return `${unit(minutes, 'minute')} ${unit(total % 60, 'second')}`;
      return unit(total, 'second');
    },
  };
}
