/**
 * What a calendar is called and how it is written, in any language, from the browser's own data. The
 * calendar is always the Gregorian one: it is what the values are in.
 */
import { addDays, type Day, momentOf } from './days';

export interface CalendarNames {
  /** From 0 for Sunday. */
  readonly firstWeekday: number;
  /** `27`, in the figures of the language. */
  readonly day: (day: Day) => string;
  /** `Friday, November 27, 2026` */
  readonly fullDay: (day: Day) => string;
  /** `November 2026` */
  readonly monthOf: (day: Day) => string;
  /** `November` */
  readonly month: (month: number) => string;
  readonly year: (year: number) => string;
  /** `F` and `Friday` */
  readonly weekday: (day: Day) => { short: string; long: string };
  /** Whether the year stands before the month. */
  readonly isYearFirst: boolean;
  /** What months, years and the time of day are called: `month`, `year`. */
  readonly field: (field: 'month' | 'year') => string;
}

const cache = new Map<string, CalendarNames>();

export function namesOf(locale: string): CalendarNames {
  const known = cache.get(locale);
  if (known) return known;
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { calendar: 'gregory', timeZone: 'UTC', ...options });
  const figures = new Intl.NumberFormat(locale, { useGrouping: false });
  const full = format({ dateStyle: 'full' });
  const monthAndYear = format({ month: 'long', year: 'numeric' });
  const month = format({ month: 'long' });
  const long = format({ weekday: 'long' });
  const short = format({ weekday: 'narrow' });
  const parts = monthAndYear.formatToParts(momentOf('2026-11-27')).map(({ type }) => type);
  const names: CalendarNames = {
    firstWeekday: firstWeekdayOf(full.resolvedOptions().locale),
    day: (day) => figures.format(Number(day.slice(8))),
    fullDay: (day) => full.format(momentOf(day)),
    monthOf: (day) => monthAndYear.format(momentOf(day)),
    month: (number) => month.format(new Date(Date.UTC(2026, number - 1, 15))),
    year: (year) => figures.format(year),
    weekday: (day) => ({ short: short.format(momentOf(day)), long: long.format(momentOf(day)) }),
    isYearFirst: parts.indexOf('year') < parts.indexOf('month'),
    field: (field) => fieldName(locale, field),
  };
  cache.set(locale, names);
  return names;
}

/** The seven days that a week of this language has, from its first. */
export function weekOf(names: CalendarNames): Day[] {
  const sunday = '2026-11-01';
  return Array.from({ length: 7 }, (_, index) => addDays(sunday, names.firstWeekday + index));
}

function fieldName(locale: string, field: 'month' | 'year'): string {
  try {
    return new Intl.DisplayNames(locale, { type: 'dateTimeField' }).of(field) ?? field;
  } catch {
    return field; // a browser without these names
  }
}

interface WeekInfo {
  readonly firstDay: number;
}

/** Regions whose weeks begin on Sunday and on Saturday, where the browser does not know. */
const SUNDAY =
  'AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN JM JP KE KH KR LA MH MM MO MT MX MZ NI NP PA PE PH PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW';
const SATURDAY = 'AE AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY';

function firstWeekdayOf(tag: string): number {
  const locale = new Intl.Locale(tag) as Intl.Locale & {
    getWeekInfo?: () => WeekInfo;
    weekInfo?: WeekInfo;
  };
  const info = locale.getWeekInfo?.() ?? locale.weekInfo;
  if (info) return info.firstDay % 7;
  const region = locale.maximize().region ?? '';
  if (SUNDAY.split(' ').includes(region)) return 0;
  return SATURDAY.split(' ').includes(region) ? 6 : 1;
}
