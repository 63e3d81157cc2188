import { request } from '../api';
import type { Task, TaskChanges } from './model';
import type { Status } from './slices';

const COLLECTION = '/api/tasks';
const PAGE_SIZE = 100;

export interface TaskPage {
  readonly data: readonly Task[];
  readonly has_more: boolean;
  readonly after: string | null;
}

/** The first `pages` pages of the user's tasks, joined. */
export async function listTasks(status: Status, pages: number): Promise<TaskPage> {
  const data: Task[] = [];
  let after: string | null = null;
  for (let loaded = 0; ; ) {
    const query = new URLSearchParams({ status, limit: String(PAGE_SIZE) });
    if (after !== null) query.set('after', after);
    const page: TaskPage = await request<TaskPage>(`${COLLECTION}?${query}`);
    data.push(...page.data);
    loaded += 1;
    after = page.after;
    if (!page.has_more || after === null || loaded === pages) {
      return { data, has_more: page.has_more, after };
    }
  }
}

function pathOf(taskId: string): string {
  return `${COLLECTION}/${encodeURIComponent(taskId)}`;
}

export function getTask(taskId: string): Promise<Task> {
  return request<Task>(pathOf(taskId));
}

export function addTask(task: Pick<Task, 'title'>): Promise<Task> {
  return request<Task>(COLLECTION, { method: 'POST', body: task });
}

export function changeTask(taskId: string, changes: TaskChanges): Promise<Task> {
  return request<Task>(pathOf(taskId), { method: 'PATCH', body: changes });
}

export function deleteTask(taskId: string): Promise<void> {
  return request<void>(pathOf(taskId), { method: 'DELETE' });
}

export function restoreTask(taskId: string): Promise<Task> {
  return request<Task>(`${pathOf(taskId)}/restore`, { method: 'POST' });
}
