import { describe, expect, test } from 'vitest';
import { dateShape, dateText, toField, toWire } from '../dates';
import { addDays, addMonths, clampDay, weeksOf } from './days';
import { namesOf, weekOf } from './names';

describe('days', () => {
  test.each([
    ['2026-12-31', 1, '2027-01-01'],
    ['2024-02-28', 1, '2024-02-29'],
    ['2026-03-01', -1, '2026-02-28'],
    ['9999-12-31', 1, '9999-12-31'],
  ])('%s and %d days are %s', (day, days, result) => {
    expect(addDays(day, days)).toBe(result);
  });

  test.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2026-11-27', 2, '2027-01-27'],
    ['1000-01-01', -1, '1000-01-01'],
  ])('%s and %d months are %s', (day, months, result) => {
    expect(addMonths(day, months)).toBe(result);
  });

  test('a month has all of its days once, in whole weeks', () => {
    for (let month = 0; month < 60; month += 1) {
      const day = addMonths('2024-01-15', month);
      for (const first of [0, 1, 6]) {
        const weeks = weeksOf(day, first);
        expect(weeks.every((week) => week.length === 7)).toBe(true);
        expect(new Date(`${weeks[0]?.[0]}T12:00Z`).getUTCDay()).toBe(first);
        const own = weeks.flat().filter((each) => each.startsWith(day.slice(0, 7)));
        expect(own.length).toBe(Number(addDays(addMonths(`${day.slice(0, 8)}01`, 1), -1).slice(8)));
        expect(new Set(own).size).toBe(own.length);
      }
    }
  });

  test('are kept in their limits', () => {
    expect(clampDay('2026-11-27', '2026-12-01', '')).toBe('2026-12-01');
    expect(clampDay('2026-11-27', '', '2026-11-01')).toBe('2026-11-01');
    expect(clampDay('2026-11-27', '', '')).toBe('2026-11-27');
  });
});

describe('the names of a calendar', () => {
  test.each([
    ['en-US', 'Sunday', 'November 2026', false],
    ['de-DE', 'Montag', 'November 2026', false],
    ['ar-EG', 'السبت', 'نوفمبر ٢٠٢٦', false],
    ['ja-JP', '日曜日', '2026年11月', true],
  ])('of %s', (locale, firstWeekday, month, isYearFirst) => {
    const names = namesOf(locale);
    expect(names.weekday(weekOf(names)[0] ?? '').long).toBe(firstWeekday);
    expect(names.monthOf('2026-11-27')).toBe(month);
    expect(names.isYearFirst).toBe(isYearFirst);
  });

  test('are Gregorian where the language has another calendar', () => {
    expect(namesOf('th-TH').fullDay('2026-11-27')).toContain('2026');
    expect(namesOf('fa').monthOf('2026-11-27')).toContain('نوامبر');
  });

  test('have the figures of the language', () => {
    expect(namesOf('ar-EG').day('2026-11-07')).toBe('٧');
    expect(namesOf('ja-JP').day('2026-11-07')).toBe('7');
  });
});

describe('a date field', () => {
  test.each([
    [undefined, false, ''],
    ['2026-11-27', false, '2026-11-27'],
    ['2026-11-27T00:00:00', false, '2026-11-27'],
    ['2026-11-27T00:00:00Z', false, '2026-11-27'],
    ['2026-11-27T09:30:00', true, '2026-11-27T09:30'],
    ['2026-11-27 09:30', true, '2026-11-27T09:30'],
    ['soon', false, ''],
  ])('takes %j', (value, hasTime, field) => {
    const shape = dateShape(value);
    expect(shape.hasTime).toBe(hasTime);
    expect(toField(value, shape)).toBe(field);
    expect(toWire(field, shape)).toBe(field);
  });

  test('is written as the language does', () => {
    expect(dateText('2026-11-27', 'en-US')).toBe('Nov 27, 2026');
    expect(dateText('2026-11-27T09:30', 'de-DE')).toContain('09:30');
    expect(dateText('2026-13-77', 'en-US')).toBe('');
  });
});
