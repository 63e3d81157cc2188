/** What a date field works with: days, or moments; moments with an offset stay moments with one. */
export interface DateShape {
  readonly type: 'date' | 'datetime-local';
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
    if (time && time !== '00:00') return { type: 'datetime-local', zoned: zone !== undefined };
  }
  return { type: 'date', zoned: false };
}

/** An ISO value as the browser's date field takes it; empty when it is none. */
export function toControl(value: string | undefined, shape: DateShape): string {
  const [whole, day, time, zone] = ISO.exec(value ?? '') ?? [];
  if (!whole || !day) return '';
  if (shape.type === 'date') return day;
  return zone ? localMoment(new Date(whole)) : `${day}T${time ?? '00:00'}`;
}

function localMoment(moment: Date): string {
  if (Number.isNaN(moment.getTime())) return '';
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${day}T${two(moment.getHours())}:${two(moment.getMinutes())}`;
}
