/** A day of the Gregorian calendar: `2026-11-27`. Days compare as texts do. */
export type Day = string;

const MS = 86_400_000;

/** Where a day is: years as they are written, months from 1. */
export function partsOf(day: Day): { year: number; month: number; date: number } {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return { year, month, date };
}

/** The day of a date of UTC, in which all days here are reckoned. */
function dayOf(moment: Date): Day {
  return moment.toISOString().slice(0, 10);
}

/** Noon of a day in UTC, for what formats it there. */
export function momentOf(day: Day): Date {
  return new Date(`${day}T12:00Z`);
}

/** The day that it is where the reader is. */
export function today(): Day {
  const now = new Date();
  return dayOf(new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())));
}

export function addDays(day: Day, days: number): Day {
  return kept(day, new Date(momentOf(day).getTime() + days * MS));
}

/** The same date of another month, or the last one that this month has. */
export function addMonths(day: Day, months: number): Day {
  const { year, month, date } = partsOf(day);
  const first = new Date(Date.UTC(year, month - 1 + months, 1, 12));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date, last));
  return kept(day, first);
}

/** Only years of four figures are written in the same way everywhere. */
function kept(day: Day, moment: Date): Day {
  const year = moment.getUTCFullYear();
  return year < 1000 || year > 9999 ? day : dayOf(moment);
}

/** Of the week, from 0 for Sunday. */
export function weekdayOf(day: Day): number {
  return momentOf(day).getUTCDay();
}

/** The first day of the week that a day is in. */
export function startOfWeek(day: Day, firstWeekday: number): Day {
  return addDays(day, -((weekdayOf(day) - firstWeekday + 7) % 7));
}

/** The weeks of the month that a day is in, whole: the first and the last have days of other months. */
export function weeksOf(day: Day, firstWeekday: number): Day[][] {
  const month = day.slice(0, 7);
  const first = startOfWeek(`${month}-01`, firstWeekday);
  const weeks = Array.from({ length: 6 }, (_, week) =>
    Array.from({ length: 7 }, (_, weekday) => addDays(first, week * 7 + weekday)),
  );
  return weeks.filter((week) => week.some((each) => each.startsWith(month)));
}

/** The day itself, or the nearest that is allowed. An empty limit is none. */
export function clampDay(day: Day, min: Day, max: Day): Day {
  if (max && day > max) return max;
  return min && day < min ? min : day;
}
