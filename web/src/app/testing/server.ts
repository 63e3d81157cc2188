import { vi } from 'vitest';
import type { User } from '../account/visitor';
import type { Client } from '../client';
import type { Task } from '../tasks/model';

interface FakeThread {
  id: string;
  title: string | null;
  createdAt: string;
  activityAt: string;
}

interface Call {
  /** `threads.list` for the protocol, `GET /api/tasks` for the rest. */
  name: string;
  path: string;
  params: Record<string, unknown>;
  headers: Headers;
  keepalive: boolean;
}

/** A server with threads and tasks, and every request it got. */
export interface FakeServer {
  threads: FakeThread[];
  tasks: Task[];
  calls: Call[];
  /** The guest it lets in; null where it lets in none. */
  userId: string | null;
  /** Who has signed in. */
  user: User | null;
  /** Leads to its sign-in provider. */
  signInUrl: string | null;
  /** What it says of its assistant. */
  client: Client;
  /** Whether it knows `x.threads.list`. */
  tellsActivity: boolean;
  /** Answers to give instead of the real one, by a call's name. */
  failures: Map<string, () => Response>;
  named: (name: string) => Call[];
}

export function anyTask(changes: Partial<Task> = {}): Task {
  return {
    id: 'task_1',
    title: 'Buy milk',
    notes: '',
    status: 'open',
    priority: 'none',
    due: null,
    tags: [],
    created_at: '2026-11-20T08:00:00Z',
    updated_at: '2026-11-20T08:00:00Z',
    completed_at: null,
    ...changes,
  };
}

export function anyThread(id: string, title: string | null = `Chat ${id}`): FakeThread {
  const moment = new Date().toISOString();
  return { id, title, createdAt: moment, activityAt: moment };
}

export function anyClient(changes: Partial<Client> = {}): Client {
  return {
    name: 'Task assistant',
    options: { startScreen: { prompts: [{ label: 'Help', prompt: 'What can you do?' }] } },
    panels: ['tasks'],
    entities_url: null,
    commands_url: null,
    ...changes,
  };
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(status === 204 ? null : JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json', ...headers },
  });
}

export function refusal(status: number, code: string, message: string): Response {
  return json({ error: { code, message, request_id: 'req_42' } }, status);
}

function wire(thread: FakeThread) {
  return { id: thread.id, title: thread.title, created_at: thread.createdAt };
}

/** Puts the fake server in the place of `fetch`. */
export function installServer(): FakeServer {
  const server: FakeServer = {
    threads: [],
    tasks: [],
    calls: [],
    userId: 'user_1',
    user: null,
    signInUrl: null,
    client: anyClient(),
    tellsActivity: true,
    failures: new Map(),
    named: (name) => server.calls.filter((call) => call.name === name),
  };

  const answers: Record<string, (params: Record<string, unknown>, path: string) => Response> = {
    'POST /api/auth/guest': () =>
      json({ token: 't', expires_at: '2027-01-01T00:00:00Z', user: { id: server.userId } }, 201),
    'GET /api/auth/me': () =>
      json({
        user: server.user,
        guests: server.userId !== null,
        sign_in_url: server.signInUrl,
      }),
    'POST /api/auth/logout': () => {
      server.user = null;
      return json({ redirect: null });
    },
    'GET /api/client': () => json(server.client),
    'x.threads.list': (params) => {
      if (!server.tellsActivity) return refusal(400, 'invalid_request', 'Unknown request type.');
      const page = pageOf(server.threads, params);
      const data = page.data.map((thread) => ({
        thread: wire(thread),
        last_activity_at: thread.activityAt,
      }));
      return json({ ...page, data });
    },
    'threads.list': (params) => {
      const page = pageOf(server.threads, params);
      return json({ ...page, data: page.data.map(wire) });
    },
    'threads.update': (params) => {
      const thread = server.threads.find(({ id }) => id === params['thread_id']);
      if (!thread) return refusal(404, 'not_found', 'There is no such chat.');
      thread.title = String(params['title']);
      return json(wire(thread));
    },
    'threads.delete': (params) => {
      server.threads = server.threads.filter(({ id }) => id !== params['thread_id']);
      return json({});
    },
    'GET /api/tasks': (_, path) => {
      if (/\/tasks\/./.test(path)) {
        const task = server.tasks.find(({ id }) => path.endsWith(id));
        return task ? json(task) : refusal(404, 'not_found', 'There is no such task.');
      }
      const status = new URL(path, 'http://localhost').searchParams.get('status');
      const data = server.tasks.filter((task) => task.status === status);
      return json({ data, has_more: false, after: null });
    },
    'POST /api/tasks': (params) => {
      const task = anyTask({
        id: `task_new_${server.tasks.length}`,
        title: String(params['title']),
      });
      server.tasks.push(task);
      return json(task, 201);
    },
    'PATCH /api/tasks': (params, path) => {
      const index = server.tasks.findIndex(({ id }) => path.endsWith(id));
      const task = server.tasks[index];
      if (!task) return refusal(404, 'not_found', 'There is no such task.');
      server.tasks[index] = { ...task, ...params };
      return json(server.tasks[index]);
    },
    'DELETE /api/tasks': (_, path) => {
      const task = server.tasks.find(({ id }) => path.endsWith(id));
      if (!task) return refusal(404, 'not_found', 'There is no such task.');
      server.tasks = server.tasks.filter((other) => other !== task);
      deleted.push(task);
      return json(null, 204);
    },
    'POST /api/tasks/restore': (_, path) => {
      const task = deleted.find(({ id }) => path.includes(id));
      if (!task) return refusal(404, 'not_found', 'There is no such task.');
      server.tasks.push(task);
      return json(task);
    },
  };
  const deleted: Task[] = [];

  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init: RequestInit = {}) => {
    const path = String(input).replace(window.location.origin, '');
    const body = typeof init.body === 'string' ? JSON.parse(init.body) : {};
    const name =
      path === '/chatkit' ? String(body.type) : `${init.method ?? 'GET'} ${collectionOf(path)}`;
    const params = path === '/chatkit' ? body.params : body;
    server.calls.push({
      name,
      path,
      params,
      headers: new Headers(init.headers),
      keepalive: init.keepalive === true,
    });
    const failure = server.failures.get(name);
    if (failure) return failure();
    const answer = answers[name];
    if (!answer) return refusal(501, 'not_implemented', `No answer for ${name}.`);
    return answer(params, path);
  });

  return server;
}

/** `/api/tasks/task_1/restore?x` → `/api/tasks/restore` */
function collectionOf(path: string): string {
  const [pathname = ''] = path.split('?');
  return pathname.replace(/^(\/api\/tasks)\/[^/]+/, '$1');
}

function pageOf(threads: FakeThread[], params: Record<string, unknown>) {
  const limit = Number(params['limit']);
  const start = threads.findIndex(({ id }) => id === params['after']) + 1;
  const data = threads.slice(start, start + limit);
  return { data, has_more: start + limit < threads.length, after: data.at(-1)?.id ?? null };
}
