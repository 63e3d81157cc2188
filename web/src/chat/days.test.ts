import { describe, expect, it } from 'vitest';
import { createTranslator } from '../i18n';
import { userMessage } from '../protocol/testing/fake-server';
import { dayName, dayStarts } from './days';
import type { Turn } from './turns';

const NOW = new Date(2026, 10, 21, 0, 5);
const at = (day: number, hour = 12): Date => new Date(2026, 10, day, hour);

function turnAt(moment: Date | string): Turn {
  const created = typeof moment === 'string' ? moment : moment.toISOString();
  const item = { ...userMessage('usr', 'Hi'), created_at: created };
  return { key: created, author: 'user', entries: [{ key: created, item, status: 'done' }] };
}

describe('dayName', () => {
  it.each([
    [at(21, 0), 'Today'],
    [at(20, 23), 'Yesterday'],
    [at(19), 'Thursday'],
    [at(15), 'Sunday'],
    [at(14), 'November 14'],
    [new Date(2025, 10, 21), 'November 21, 2025'],
    [at(22), 'November 22'],
  ])('calls %s by the name that a reader would', (moment, name) => {
    expect(dayName(moment, NOW, createTranslator('en'))).toBe(name);
  });

  it('speaks the language of the reader', () => {
    expect(dayName(at(19), NOW, createTranslator('de-DE'))).toBe('Donnerstag');
  });
});

describe('dayStarts', () => {
  const days = (...moments: (Date | string)[]) =>
    dayStarts(moments.map(turnAt), NOW).map((day) => day?.getDate() ?? null);

  it('marks the first turn of each day', () => {
    expect(days(at(19), at(19, 13), at(20), at(21, 0))).toEqual([19, null, 20, 21]);
  });

  it('says nothing of a conversation of today alone', () => {
    expect(days(at(21, 0), at(21, 0))).toEqual([null, null]);
  });

  it('takes no clock that was set back, and no broken moment, for a new day', () => {
    expect(days(at(20), at(19), 'nonsense', at(20, 13))).toEqual([20, null, null, null]);
  });
});
