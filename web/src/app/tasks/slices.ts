import type { Task } from './model';

export type Status = Task['status'];

/** The tasks of one status, as far as they are loaded. */
export interface Slice {
  readonly phase: 'unasked' | 'loading' | 'ready' | 'failed';
  readonly tasks: readonly Task[];
  readonly hasMore: boolean;
  readonly error: unknown;
}

export type Slices = Readonly<Record<Status, Slice>>;

export const NO_TASKS: Slice = { phase: 'unasked', tasks: [], hasMore: false, error: null };

export function withoutTask(slices: Slices, taskId: string): Slices {
  const drop = (slice: Slice): Slice => ({
    ...slice,
    tasks: slice.tasks.filter((task) => task.id !== taskId),
  });
  return { open: drop(slices.open), done: drop(slices.done) };
}

/** Puts a task in its place, or in another's (`instead`), moving it between the statuses. */
export function withTask(slices: Slices, task: Task, instead = task.id): Slices {
  const slice = slices[task.status];
  if (slice.tasks.some((other) => other.id === instead)) {
    const tasks = slice.tasks.map((other) => (other.id === instead ? task : other));
    return { ...slices, [task.status]: { ...slice, tasks } };
  }
  const rest = withoutTask(slices, instead);
  const target = rest[task.status];
  // The latest finished task comes first; open ones are sorted where they are shown.
  return { ...rest, [task.status]: { ...target, tasks: [task, ...target.tasks] } };
}
