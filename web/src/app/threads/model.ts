import { dayKey, pastDayLabel } from '../days';

/** A thread as the sidebar knows it. */
export interface ThreadRow {
  readonly id: string;
  readonly title: string | null;
  readonly createdAt: string;
  /** When something last happened in it; null when the server does not say. */
  readonly activityAt: string | null;
}

export interface ThreadPage {
  /** In order of activity, the newest first. */
  readonly rows: readonly ThreadRow[];
  readonly hasMore: boolean;
}

export interface ThreadGroup {
  readonly key: string;
  readonly label: string;
  readonly rows: readonly ThreadRow[];
}

export function titleOf(row: ThreadRow): string {
  return row.title?.trim() || 'New chat';
}

/**
 * Brings loaded rows up to date with a new first page.
 *
 * Activity moves rows to the top and nowhere else, so what came after the page's last row
 * still does. When that row was not loaded before there is no telling, and the list starts anew.
 */
export function mergeFirstPage(known: ThreadPage, page: ThreadPage): ThreadPage {
  const last = page.rows.at(-1);
  if (!page.hasMore || !last) return page;
  const position = known.rows.findIndex((row) => row.id === last.id);
  if (position === -1) return page;
  const fresh = new Set(page.rows.map((row) => row.id));
  const tail = known.rows.slice(position + 1).filter((row) => !fresh.has(row.id));
  return { rows: [...page.rows, ...tail], hasMore: tail.length > 0 ? known.hasMore : page.hasMore };
}

/** Adds the next page; a row that moved between two requests is kept where it was first seen. */
export function appendPage(known: ThreadPage, page: ThreadPage): ThreadPage {
  const seen = new Set(known.rows.map((row) => row.id));
  return {
    rows: [...known.rows, ...page.rows.filter((row) => !seen.has(row.id))],
    hasMore: page.hasMore,
  };
}

/**
 * Groups rows by the user's day of their latest activity.
 *
 * A plain ChatKit server tells only when a thread was made. Its list is in order of activity
 * all the same, so a row is at least as recent as every row below it.
 */
export function groupByDay(rows: readonly ThreadRow[], now: Date): ThreadGroup[] {
  const groups: { key: string; label: string; rows: ThreadRow[] }[] = [];
  let latest = 0;
  for (const row of rows.toReversed()) {
    latest = Math.max(latest, Date.parse(row.activityAt ?? row.createdAt));
    // What a server's clock dates after now happened today.
    const moment = new Date(Math.min(latest, now.getTime()));
    const key = dayKey(moment);
    const group = groups.at(-1);
    if (group?.key === key) group.rows.unshift(row);
    else groups.push({ key, label: pastDayLabel(moment, now), rows: [row] });
  }
  return groups.reverse();
}
