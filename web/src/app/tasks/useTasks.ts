import { useCallback, useEffect, useRef, useState } from 'react';
import { messageOf } from '../api';
import type { Toasts } from '../toasts/useToasts';
import { useLatest } from '../useLatest';
import type { Task, TaskChanges } from './model';
import {
  addTask,
  changeTask,
  deleteTask,
  getTask,
  listTasks,
  restoreTask,
  type TaskPage,
} from './requests';
import { NO_TASKS, type Slices, type Status, withoutTask, withTask } from './slices';

export interface Tasks extends Slices {
  readonly refresh: () => void;
  readonly loadMore: (status: Status) => void;
  /** Starts to load finished tasks, which nobody needs before they are looked at. */
  readonly askForDone: () => void;
  /** Gets one task, whether its list is loaded as far as that or not; false if it is gone. */
  readonly find: (taskId: string) => Promise<boolean>;
  readonly add: (title: string) => void;
  readonly change: (task: Task, changes: TaskChanges) => void;
  readonly remove: (task: Task) => void;
}

interface TasksOptions {
  /** Whether they are shown at all; otherwise nothing is asked for. */
  readonly enabled: boolean;
  readonly toast: Toasts['show'];
  /** Called after each change that the server took: chats may show the task. */
  readonly onChanged: () => void;
}

/** What the ids of tasks start with that are shown before the server has named them. */
const PROVISIONAL = 'provisional-';
let provisionalIds = 0;

export function isProvisional(task: Task): boolean {
  return task.id.startsWith(PROVISIONAL);
}

/**
 * The user's tasks: shown as changed at once, corrected when the server disagrees.
 *
 * A list that was asked for before a change is older than what is shown, so it is thrown away
 * and asked for again when no change is under way.
 */
export function useTasks({ enabled, toast, onChanged }: TasksOptions): Tasks {
  const [slices, setSlices] = useState<Slices>({
    open: { ...NO_TASKS, phase: 'loading' },
    done: NO_TASKS,
  });
  const changed = useLatest(onChanged);
  const pages = useRef<Record<Status, number>>({ open: 1, done: 0 });
  const work = useRef({ loading: false, again: false, changing: 0, epoch: 0 });

  const load = useCallback(async (status: Status): Promise<void> => {
    if (pages.current[status] === 0) return;
    const { epoch } = work.current;
    let page: TaskPage;
    try {
      page = await listTasks(status, pages.current[status]);
    } catch (error) {
      setSlices((before) => ({
        ...before,
        [status]: { ...before[status], phase: 'failed', error },
      }));
      return;
    }
    if (work.current.epoch !== epoch) {
      work.current.again = true;
      return;
    }
    setSlices((before) => ({
      ...before,
      [status]: { phase: 'ready', tasks: page.data, hasMore: page.has_more, error: null },
    }));
  }, []);

  const refresh = useCallback(async () => {
    if (!enabled) return;
    const state = work.current;
    state.again = true;
    if (state.loading) return;
    state.loading = true;
    while (state.again && state.changing === 0) {
      state.again = false;
      await Promise.all([load('open'), load('done')]);
    }
    state.loading = false;
  }, [enabled, load]);

  useEffect(() => {
    void refresh();
  }, [refresh]);

  /** Shows a change, sends it, and takes it back if the server refuses. */
  const commit = useCallback(
    async (
      failure: string,
      show: (now: Slices) => Slices,
      send: () => Promise<((now: Slices) => Slices) | null>,
      takeBack: (now: Slices) => Slices,
    ): Promise<boolean> => {
      const state = work.current;
      state.changing += 1;
      state.epoch += 1;
      setSlices(show);
      let done = false;
      try {
        const settle = await send();
        if (settle) setSlices(settle);
        done = true;
      } catch (error) {
        setSlices(takeBack);
        toast({ tone: 'error', message: `${failure} ${messageOf(error)}` });
      }
      state.changing -= 1;
      if (done) changed.current();
      void refresh();
      return done;
    },
    [changed, refresh, toast],
  );

  const add = useCallback(
    (title: string) => {
      const moment = new Date().toISOString();
      const shown: Task = {
        id: `${PROVISIONAL}${++provisionalIds}`,
        title,
        notes: '',
        status: 'open',
        priority: 'none',
        due: null,
        tags: [],
        created_at: moment,
        updated_at: moment,
        completed_at: null,
      };
      void commit(
        'The task was not added.',
        (now) => withTask(now, shown),
        async () => {
          const task = await addTask({ title });
          return (now) => withTask(now, task, shown.id);
        },
        (now) => withoutTask(now, shown.id),
      );
    },
    [commit],
  );

  const apply = useCallback(
    (task: Task, changes: TaskChanges) =>
      commit(
        'The task was not changed.',
        (now) => withTask(now, { ...task, ...changes }),
        async () => {
          const saved = await changeTask(task.id, changes);
          return (now) => withTask(now, saved);
        },
        (now) => withTask(now, task),
      ),
    [commit],
  );

  const change = useCallback(
    async (task: Task, changes: TaskChanges) => {
      const saved = await apply(task, changes);
      if (saved && changes.status === 'done') {
        toast({
          message: `Completed “${task.title}”`,
          undo: () => void apply({ ...task, status: 'done' }, { status: 'open' }),
        });
      }
    },
    [apply, toast],
  );

  const restore = useCallback(
    (task: Task) =>
      void commit(
        'The task was not restored.',
        (now) => withTask(now, task),
        async () => {
          const restored = await restoreTask(task.id);
          return (now) => withTask(now, restored);
        },
        (now) => withoutTask(now, task.id),
      ),
    [commit],
  );

  const remove = useCallback(
    async (task: Task) => {
      const deleted = await commit(
        'The task was not deleted.',
        (now) => withoutTask(now, task.id),
        async () => {
          await deleteTask(task.id);
          return null;
        },
        (now) => withTask(now, task),
      );
      if (deleted) toast({ message: `Deleted “${task.title}”`, undo: () => restore(task) });
    },
    [commit, restore, toast],
  );

  const loadMore = useCallback(
    (status: Status) => {
      pages.current[status] += 1;
      void refresh();
    },
    [refresh],
  );

  const askForDone = useCallback(() => {
    if (pages.current.done > 0) return;
    setSlices((before) => ({ ...before, done: { ...before.done, phase: 'loading' } }));
    loadMore('done');
  }, [loadMore]);

  const find = useCallback(
    async (taskId: string) => {
      try {
        const task = await getTask(taskId);
        if (task.status === 'done') askForDone();
        setSlices((now) => withTask(now, task));
        return true;
      } catch (error) {
        toast({ tone: 'error', message: `The task cannot be shown. ${messageOf(error)}` });
        return false;
      }
    },
    [askForDone, toast],
  );

  return { ...slices, refresh, loadMore, askForDone, find, add, change, remove };
}
