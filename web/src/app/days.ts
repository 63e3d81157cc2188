/**
 * Calendar days as the user lives them: everything here is in the browser's own time zone,
 * which is the zone that the page tells the server.
 */

const MS_PER_DAY = 86_400_000;

/** The page's words are English; dates follow the user's own English where they have one. */
export const LOCALE = navigator.languages.find((tag) => /^en\b/i.test(tag)) ?? 'en';

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

/** `YYYY-MM-DD` of a moment. */
export function dayKey(moment: Date): string {
  const year = String(moment.getFullYear()).padStart(4, '0');
  return `${year}-${pad(moment.getMonth() + 1)}-${pad(moment.getDate())}`;
}

/** `HH:MM` of a moment. */
export function clockKey(moment: Date): string {
  return `${pad(moment.getHours())}:${pad(moment.getMinutes())}`;
}

/** The moment that a calendar day (`YYYY-MM-DD`) starts. */
export function startOfDay(key: string): Date {
  const [year = 1970, month = 1, day = 1] = key.split('-').map(Number);
  return new Date(year, month - 1, day);
}

/** How many calendar days `moment` lies after `now`; negative for the past. */
export function daysFrom(now: Date, moment: Date): number {
  // In UTC every day has the same length, so changes of the clock do not disturb the count.
  const ordinal = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((ordinal(moment) - ordinal(now)) / MS_PER_DAY);
}

/** Day and month, with the year only where it is not the present one. */
export function calendarDate(moment: Date, now: Date, month: 'long' | 'short' = 'long'): string {
  const options: Intl.DateTimeFormatOptions = { day: 'numeric', month };
  if (moment.getFullYear() !== now.getFullYear()) options.year = 'numeric';
  return new Intl.DateTimeFormat(LOCALE, options).format(moment);
}

export function weekday(moment: Date, style: 'long' | 'short' = 'long'): string {
  return new Intl.DateTimeFormat(LOCALE, { weekday: style }).format(moment);
}

export function timeOfDay(moment: Date): string {
  return new Intl.DateTimeFormat(LOCALE, { hour: 'numeric', minute: '2-digit' }).format(moment);
}

/** The heading for what happened on a past day: Today, Yesterday, a weekday, then a date. */
export function pastDayLabel(moment: Date, now: Date): string {
  const days = daysFrom(now, moment);
  if (days >= 0) return 'Today'; // A server's clock may run a little ahead.
  if (days === -1) return 'Yesterday';
  if (days > -7) return weekday(moment);
  return calendarDate(moment, now);
}
