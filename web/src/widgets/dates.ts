/** What a date field works with: days, or moments; moments with an offset stay moments with one. */
export interface DateShape {
  readonly hasTime: boolean;
  readonly zoned: boolean;
}

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * The shape that a date picker's values have. Midnight is a day: the Python SDK can only write
 * date-times, and writes a day so.
 */
export function dateShape(...values: readonly (string | undefined)[]): DateShape {
  for (const value of values) {
    const [, , time, zone] = ISO.exec(value ?? '') ?? [];
    if (time && time !== '00:00') return { hasTime: true, zoned: zone !== undefined };
  }
  return { hasTime: false, zoned: false };
}

/**
 * An ISO value as a field has it: `2026-11-27` or, in the reader's own time, `2026-11-27T09:30`;
 * empty when it is none.
 */
export function toField(value: string | undefined, shape: DateShape): string {
  const [whole, day, time, zone] = ISO.exec(value ?? '') ?? [];
  if (!whole || !day) return '';
  if (!shape.hasTime) return day;
  return zone ? localMoment(new Date(whole)) : `${day}T${time ?? '00:00'}`;
}

function localMoment(moment: Date): string {
  if (Number.isNaN(moment.getTime())) return '';
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${day}T${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

/** A field's value as it is sent: what came with an offset goes back with the one in force then. */
export function toWire(value: string, shape: DateShape): string {
  if (!shape.zoned || !value) return value;
  const moment = new Date(value);
  if (Number.isNaN(moment.getTime())) return value;
  const minutes = -moment.getTimezoneOffset();
  const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return `${value}${minutes < 0 ? '-' : '+'}${two(hours)}:${two(rest)}`;
}

/** A field's value for a reader: `Nov 27, 2026`. */
export function dateText(value: string, locale: string): string {
  const [day, time] = value.split('T');
  const moment = new Date(`${day}T${time ?? '12:00'}Z`);
  if (Number.isNaN(moment.getTime())) return '';
  return new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    ...(time && { timeStyle: 'short' }),
    calendar: 'gregory',
    timeZone: 'UTC',
  }).format(moment);
}
