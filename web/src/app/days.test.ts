import { beforeAll, describe, expect, it, vi } from 'vitest';
import { calendarDate, dayKey, daysFrom, pastDayLabel, startOfDay } from './days';

beforeAll(() => {
  vi.stubEnv('TZ', 'Europe/Berlin');
});

const now = new Date('2026-11-21T10:00:00+01:00'); // a Saturday

describe('days in the zone of the user', () => {
  it('dates a moment by the local day, not by the day in UTC', () => {
    expect(dayKey(new Date('2026-11-20T23:30:00Z'))).toBe('2026-11-21');
  });

  it('counts a night as a day however short it was', () => {
    expect(daysFrom(now, new Date('2026-11-20T23:59:00+01:00'))).toBe(-1);
    expect(daysFrom(now, new Date('2026-11-21T00:00:00+01:00'))).toBe(0);
    expect(daysFrom(now, new Date('2026-11-22T00:00:00+01:00'))).toBe(1);
  });

  it('counts days across a change of the clock', () => {
    const before = new Date('2026-10-24T23:30:00+02:00');
    expect(daysFrom(before, new Date('2026-10-26T00:30:00+01:00'))).toBe(2);
  });

  it('starts a day at its local midnight', () => {
    expect(startOfDay('2026-11-21').toISOString()).toBe('2026-11-20T23:00:00.000Z');
  });

  it('writes the year only where it is not the present one', () => {
    expect(calendarDate(new Date('2026-03-02T12:00:00Z'), now)).toBe('March 2');
    expect(calendarDate(new Date('2025-03-02T12:00:00Z'), now)).toBe('March 2, 2025');
  });

  it.each([
    ['2026-11-21T00:01:00+01:00', 'Today'],
    ['2026-11-21T10:05:00+01:00', 'Today'], // by a server whose clock is ahead
    ['2026-11-20T09:00:00+01:00', 'Yesterday'],
    ['2026-11-19T09:00:00+01:00', 'Thursday'],
    ['2026-11-15T09:00:00+01:00', 'Sunday'],
    ['2026-11-14T09:00:00+01:00', 'November 14'],
    ['2025-11-14T09:00:00+01:00', 'November 14, 2025'],
  ])('calls the day of %s %s', (moment, label) => {
    expect(pastDayLabel(new Date(moment), now)).toBe(label);
  });
});
