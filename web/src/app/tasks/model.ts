import { calendarDate, clockKey, dayKey, daysFrom, startOfDay, timeOfDay, weekday } from '../days';

export const PRIORITIES = ['none', 'low', 'medium', 'high'] as const;
export type Priority = (typeof PRIORITIES)[number];

export const PRIORITY_LABELS: Record<Priority, string> = {
  none: 'None',
  low: 'Low',
  medium: 'Medium',
  high: 'High',
};

/** A task as `/api/tasks` gives it. */
export interface Task {
  readonly id: string;
  readonly title: string;
  readonly notes: string;
  readonly status: 'open' | 'done';
  readonly priority: Priority;
  /** A day (`YYYY-MM-DD`), a moment (ISO 8601 with an offset) or nothing. */
  readonly due: string | null;
  readonly tags: readonly string[];
  readonly created_at: string;
  readonly updated_at: string;
  readonly completed_at: string | null;
}

/** What a user may change. */
export type TaskChanges = Partial<Pick<Task, 'title' | 'notes' | 'status' | 'priority' | 'due'>>;

const DAY_LENGTH = 'YYYY-MM-DD'.length;

/** Whether a due date is a whole day rather than a moment of it. */
function isWholeDay(due: string): boolean {
  return due.length === DAY_LENGTH;
}

function momentOf(due: string): Date {
  return isWholeDay(due) ? startOfDay(due) : new Date(due);
}

export function isOverdue(due: string, now: Date): boolean {
  const moment = momentOf(due);
  return isWholeDay(due) ? daysFrom(now, moment) < 0 : moment.getTime() < now.getTime();
}

/** A due date in a word or two: `Today 09:00`, `Tomorrow`, `Fri`, `12 Dec`. */
export function dueLabel(due: string, now: Date): string {
  const moment = momentOf(due);
  const day = dueDayLabel(moment, now);
  return isWholeDay(due) ? day : `${day} ${timeOfDay(moment)}`;
}

function dueDayLabel(moment: Date, now: Date): string {
  const days = daysFrom(now, moment);
  if (days === -1) return 'Yesterday';
  if (days === 0) return 'Today';
  if (days === 1) return 'Tomorrow';
  if (days > 1 && days < 7) return weekday(moment, 'short');
  return calendarDate(moment, now, 'short');
}

/** The two fields in which a due date is edited, each empty where it says nothing. */
export interface DueFields {
  readonly date: string;
  readonly time: string;
}

export function dueFields(due: string | null): DueFields {
  if (due === null) return { date: '', time: '' };
  if (isWholeDay(due)) return { date: due, time: '' };
  const moment = new Date(due);
  return { date: dayKey(moment), time: clockKey(moment) };
}

/** The wire form of the two fields; a time without a date says nothing. */
export function dueOf({ date, time }: DueFields): string | null {
  if (date === '') return null;
  if (time === '') return date;
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const moment = startOfDay(date);
  moment.setHours(hour, minute);
  return `${date}T${time}:00${offsetOf(moment)}`;
}

/** The zone's offset at a moment, as `+01:00`. */
function offsetOf(moment: Date): string {
  const minutes = -moment.getTimezoneOffset();
  const sign = minutes < 0 ? '-' : '+';
  const part = (value: number) => String(value).padStart(2, '0');
  return `${sign}${part(Math.floor(Math.abs(minutes) / 60))}:${part(Math.abs(minutes) % 60)}`;
}

export type GroupKey = 'overdue' | 'today' | 'tomorrow' | 'later' | 'undated';

export interface TaskGroup {
  readonly key: GroupKey;
  readonly label: string;
  readonly tasks: readonly Task[];
}

const GROUP_LABELS: Record<GroupKey, string> = {
  overdue: 'Overdue',
  today: 'Today',
  tomorrow: 'Tomorrow',
  later: 'Later',
  undated: 'No date',
};

function groupOf(task: Task, now: Date): GroupKey {
  if (task.due === null) return 'undated';
  if (isOverdue(task.due, now)) return 'overdue';
  const days = daysFrom(now, momentOf(task.due));
  if (days === 0) return 'today';
  return days === 1 ? 'tomorrow' : 'later';
}

/** When a task is to be sorted in: a whole day counts as its end, after the day's moments. */
function sortKey(task: Task): number {
  if (task.due === null) return Number.POSITIVE_INFINITY;
  const moment = momentOf(task.due);
  if (isWholeDay(task.due)) moment.setHours(24, 0, 0, -1);
  return moment.getTime();
}

function byUrgency(a: Task, b: Task): number {
  const [first, second] = [sortKey(a), sortKey(b)];
  if (first !== second) return first - second;
  const weight = PRIORITIES.indexOf(b.priority) - PRIORITIES.indexOf(a.priority);
  return weight || a.created_at.localeCompare(b.created_at);
}

/** The open tasks in groups by due date, as in the chat's lists; empty groups are left out. */
export function groupTasks(tasks: readonly Task[], now: Date): TaskGroup[] {
  const sorted = tasks.toSorted(byUrgency);
  return (Object.keys(GROUP_LABELS) as GroupKey[])
    .map((key) => ({
      key,
      label: GROUP_LABELS[key],
      tasks: sorted.filter((task) => groupOf(task, now) === key),
    }))
    .filter((group) => group.tasks.length > 0);
}
