import { beforeAll, describe, expect, it, vi } from 'vitest';
import { appendPage, groupByDay, mergeFirstPage, type ThreadRow, titleOf } from './model';

beforeAll(() => {
  vi.stubEnv('TZ', 'Europe/Berlin');
});

function row(id: string, activityAt: string | null = null, createdAt = '2026-11-01T12:00:00Z') {
  return { id, title: id, createdAt, activityAt } satisfies ThreadRow;
}

const ids = (rows: readonly ThreadRow[]) => rows.map(({ id }) => id).join('');
const rows = (letters: string) => [...letters].map((id) => row(id));

describe('a new first page', () => {
  it('replaces the list when there is no more', () => {
    const merged = mergeFirstPage(
      { rows: rows('abc'), hasMore: true },
      { rows: rows('cb'), hasMore: false },
    );
    expect(ids(merged.rows)).toBe('cb');
    expect(merged.hasMore).toBe(false);
  });

  it('keeps the older rows that were loaded', () => {
    const merged = mergeFirstPage(
      { rows: rows('abcdef'), hasMore: true },
      { rows: rows('abc'), hasMore: true },
    );
    expect(ids(merged.rows)).toBe('abcdef');
    expect(merged.hasMore).toBe(true);
  });

  it('moves a row with new activity to the top, once', () => {
    const merged = mergeFirstPage(
      { rows: rows('abcdef'), hasMore: false },
      { rows: rows('eab'), hasMore: true },
    );
    expect(ids(merged.rows)).toBe('eabcdf');
    expect(merged.hasMore).toBe(false);
  });

  it('starts anew when too much has changed to tell', () => {
    const merged = mergeFirstPage(
      { rows: rows('abcdef'), hasMore: true },
      { rows: rows('xyz'), hasMore: true },
    );
    expect(ids(merged.rows)).toBe('xyz');
    expect(merged.hasMore).toBe(true);
  });
});

describe('a next page', () => {
  it('adds only rows that are new', () => {
    const joined = appendPage(
      { rows: rows('abc'), hasMore: true },
      { rows: rows('cde'), hasMore: false },
    );
    expect(ids(joined.rows)).toBe('abcde');
    expect(joined.hasMore).toBe(false);
  });
});

describe('groups', () => {
  const now = new Date('2026-11-21T10:00:00+01:00');

  it('are the local days of the latest activity', () => {
    const groups = groupByDay(
      [
        row('a', '2026-11-21T08:00:00Z'),
        row('b', '2026-11-20T23:10:00Z'), // ten past midnight in Berlin
        row('c', '2026-11-20T22:50:00Z'),
        row('d', '2026-11-17T12:00:00Z'),
        row('e', '2025-12-24T12:00:00Z'),
      ],
      now,
    );
    expect(groups.map((group) => [group.label, ids(group.rows)])).toEqual([
      ['Today', 'ab'],
      ['Yesterday', 'c'],
      ['Tuesday', 'd'],
      ['December 24, 2025', 'e'],
    ]);
  });

  it('tell by the order what a server does not say', () => {
    const groups = groupByDay(
      [
        row('a', null, '2026-11-02T12:00:00Z'), // an old chat above a new one: active since
        row('b', null, '2026-11-20T12:00:00Z'),
        row('c', null, '2026-11-02T13:00:00Z'),
      ],
      now,
    );
    expect(groups.map((group) => [group.label, ids(group.rows)])).toEqual([
      ['Yesterday', 'ab'],
      ['November 2', 'c'],
    ]);
  });

  it('never list a day twice, whatever the clocks say', () => {
    const groups = groupByDay(
      [
        row('a', '2026-11-20T12:00:00Z'),
        row('b', '2026-11-21T09:30:00Z'),
        row('c', '2026-11-20T11:00:00Z'),
      ],
      now,
    );
    expect(new Set(groups.map((group) => group.key)).size).toBe(groups.length);
    expect(ids(groups.flatMap((group) => group.rows))).toBe('abc');
  });

  it('have a name for a chat without a title', () => {
    expect(titleOf({ ...row('a'), title: null })).toBe('New chat');
    expect(titleOf({ ...row('a'), title: '  ' })).toBe('New chat');
  });
});
