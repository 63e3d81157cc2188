import type { Translator } from '../i18n';
import type { Turn } from './turns';

/** A day's number in the reader's zone: two moments of one day have the same. */
function dayOf(moment: Date): number {
  return Math.round(
    Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate()) / 86_400_000,
  );
}

/** What a day is called: today, yesterday, by its weekday within the week, and by its date. */
export function dayName(moment: Date, now: Date, { t, locale }: Translator): string {
  const ago = dayOf(now) - dayOf(moment);
  if (ago === 0) return t('day.today');
  if (ago === 1) return t('day.yesterday');
  const isThisYear = moment.getFullYear() === now.getFullYear();
  const format: Intl.DateTimeFormatOptions =
    ago > 1 && ago < 7
      ? { weekday: 'long' }
      : { month: 'long', day: 'numeric', ...(isThisYear ? {} : { year: 'numeric' }) };
  return new Intl.DateTimeFormat(locale, format).format(moment);
}

/** When a turn began; null where its server gave no moment that makes sense. */
function momentOf(turn: Turn): Date | null {
  const moment = new Date(turn.entries[0]?.item.created_at ?? '');
  return Number.isNaN(moment.getTime()) ? null : moment;
}

/**
 * The moment that stands above each turn, where a day begins with it. A conversation of today alone
 * has none: that it is of today need not be said.
 */
export function dayStarts(turns: readonly Turn[], now: Date): readonly (Date | null)[] {
  const moments = turns.map(momentOf);
  const today = dayOf(now);
  let day: number | null = null;
  return moments.map((moment) => {
    if (!moment) return null;
    const own = dayOf(moment);
    // A clock that was set back makes no new day.
    if (day !== null && own <= day) return null;
    const isFirst = day === null;
    day = own;
    return isFirst && own === today ? null : moment;
  });
}
