import { beforeAll, describe, expect, it, vi } from 'vitest';
import { anyTask } from '../testing/server';
import { dueFields, dueLabel, dueOf, groupTasks, isOverdue } from './model';

beforeAll(() => {
  vi.stubEnv('TZ', 'Europe/Berlin');
});

const now = new Date('2026-11-21T10:00:00+01:00'); // a Saturday

describe('a due date', () => {
  it.each([
    ['2026-11-20', 'Yesterday'],
    ['2026-11-21', 'Today'],
    ['2026-11-22', 'Tomorrow'],
    ['2026-11-24', 'Tue'],
    ['2026-11-28', 'Nov 28'],
    ['2027-01-02', 'Jan 2, 2027'],
    ['2026-11-22T09:00:00+01:00', 'Tomorrow 9:00 AM'],
    ['2026-11-21T23:30:00Z', 'Tomorrow 12:30 AM'],
  ])('%s reads %s', (due, label) => {
    expect(dueLabel(due, now).replace(/\s/gu, ' ')).toBe(label);
  });

  it('is overdue after its moment, or after its whole day', () => {
    expect(isOverdue('2026-11-21T09:59:00+01:00', now)).toBe(true);
    expect(isOverdue('2026-11-21T10:01:00+01:00', now)).toBe(false);
    expect(isOverdue('2026-11-21', now)).toBe(false);
    expect(isOverdue('2026-11-20', now)).toBe(true);
  });

  it.each([null, '2026-11-22', '2026-11-22T09:05:00+01:00', '2026-07-01T00:00:00+02:00'])(
    '%s survives the form',
    (due) => {
      expect(dueOf(dueFields(due))).toBe(due);
    },
  );

  it('is edited in the zone of the user', () => {
    expect(dueFields('2026-11-21T23:30:00Z')).toEqual({ date: '2026-11-22', time: '00:30' });
  });

  it('is nothing without a day', () => {
    expect(dueOf({ date: '', time: '09:00' })).toBeNull();
  });
});

describe('groups of tasks', () => {
  it('go by due date, most urgent first', () => {
    const groups = groupTasks(
      [
        anyTask({ id: 'undated' }),
        anyTask({ id: 'undated-high', priority: 'high' }),
        anyTask({ id: 'next-year', due: '2027-02-01' }),
        anyTask({ id: 'tomorrow', due: '2026-11-22' }),
        anyTask({ id: 'today', due: '2026-11-21' }),
        anyTask({ id: 'noon', due: '2026-11-21T12:00:00+01:00' }),
        anyTask({ id: 'this-morning', due: '2026-11-21T08:00:00+01:00' }),
        anyTask({ id: 'last-week', due: '2026-11-14' }),
      ],
      now,
    );
    expect(groups.map((group) => [group.label, group.tasks.map(({ id }) => id)])).toEqual([
      ['Overdue', ['last-week', 'this-morning']],
      ['Today', ['noon', 'today']],
      ['Tomorrow', ['tomorrow']],
      ['Later', ['next-year']],
      ['No date', ['undated-high', 'undated']],
    ]);
  });

  it('are left out when they are empty', () => {
    expect(groupTasks([], now)).toEqual([]);
  });
});
