import type { NoticeLevel } from '../protocol';

/** What the server tells everybody, such as that it will be away for an hour. */
export interface Announcement {
  readonly level: NoticeLevel;
  /** Markdown. */
  readonly message: string;
  readonly title: string | null;
}

/** What is told, and whether this user has put it away. */
export interface Announced extends Announcement {
  readonly isShown: boolean;
}

export function isSameNotice(one: Announcement, other: Announcement): boolean {
  return one.level === other.level && one.message === other.message && one.title === other.title;
}

/** What is announced once that is told: told again, what was put away stays so. */
export function announced(now: Announced | null, told: Announcement | null): Announced | null {
  if (told === null) return null;
  return now && isSameNotice(now, told) ? now : { ...told, isShown: true };
}

/** Anything on the page's origin may say that something was announced. */
export function isAnnouncement(value: unknown): value is Announcement {
  if (typeof value !== 'object' || value === null) return false;
  const { level, message, title } = value as Readonly<Record<string, unknown>>;
  const isText = typeof message === 'string' && (title === null || typeof title === 'string');
  return isText && typeof level === 'string';
}
