import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { usePage } from '../testing/page';
import { anyClient, anyTask, refusal } from '../testing/server';

const page = usePage();

function panel() {
  return within(screen.getByRole('region', { name: 'Tasks' }));
}

function checkboxes(): string[] {
  return panel()
    .queryAllByRole('checkbox')
    .map((box) => box.getAttribute('aria-label') ?? '');
}

async function openWith(...titles: string[]) {
  page.server.tasks = titles.map((title, index) => anyTask({ id: `task_${index}`, title }));
  const element = await page.open('/threads/one');
  await waitFor(() => expect(checkboxes()).toHaveLength(titles.length));
  return element;
}

describe('the tasks beside the chat', () => {
  it('are grouped by due date', async () => {
    page.server.tasks = [
      anyTask({ id: 'a', title: 'Late', due: '2020-01-01' }),
      anyTask({ id: 'b', title: 'Some day' }),
    ];
    await page.open();
    const overdue = await screen.findByRole('list', { name: /Overdue/ });
    expect(within(overdue).getByRole('checkbox', { name: 'Late' })).toBeTruthy();
    const undated = screen.getByRole('list', { name: /No date/ });
    expect(within(undated).getByRole('checkbox', { name: 'Some day' })).toBeTruthy();
  });

  it('load the finished ones only when they are looked at', async () => {
    page.server.tasks = [anyTask({ title: 'Old', status: 'done' })];
    await page.open();
    await screen.findByText(/Nothing to do/);
    expect(page.server.calls.filter(({ path }) => path.includes('status=done'))).toEqual([]);
    const details = panel().getByText('Done').closest('details') as HTMLDetailsElement;
    details.open = true;
    fireEvent(details, new Event('toggle'));
    const box = await panel().findByRole('checkbox', { name: 'Old' });
    expect((box as HTMLInputElement).checked).toBe(true);
  });

  it('open where one that a message mentions is clicked, or an agent opens it', async () => {
    page.server.client = anyClient({ entities_url: '/entities' });
    page.server.tasks = [
      anyTask({ id: 'task_a', title: 'Buy milk' }),
      anyTask({ id: 'task_b', title: 'Old', status: 'done' }),
    ];
    const element = await page.open();
    const { options } = element;
    const click = (id: string) =>
      options?.entities?.onClick?.({ id, title: '', data: { type: 'task' } });
    click('task_a');
    const title = () => panel().findByRole('textbox', { name: 'Title' });
    await waitFor(async () => expect(await title()).toHaveProperty('value', 'Buy milk'));
    click('task_b');
    await waitFor(async () => expect(await title()).toHaveProperty('value', 'Old'));
    expect(panel().getByText('Done').closest('details')?.open).toBe(true);
    await element.play('effect', { name: 'tasks.open', data: { task_id: 'task_a' } });
    await waitFor(async () => expect(await title()).toHaveProperty('value', 'Buy milk'));
    click('task_c');
    expect(await screen.findByText(/There is no such task/)).toBeTruthy();
  });

  it('say why they could not be loaded, and try again', async () => {
    page.server.failures.set('GET /api/tasks', () => refusal(503, 'unavailable', 'Back soon.'));
    await page.open();
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('Back soon.');
    page.server.failures.clear();
    fireEvent.click(within(alert).getByRole('button', { name: 'Retry' }));
    expect(await screen.findByText(/Nothing to do/)).toBeTruthy();
  });

  it('show hostile titles as text', async () => {
    const title = '<img src=x onerror=alert(1)> {{ 7*7 }} "quoted"';
    await openWith(title);
    expect(panel().getByRole('checkbox', { name: title })).toBeTruthy();
    expect(document.querySelector('.tasks img')).toBeNull();
  });
});

describe('adding a task', () => {
  it('shows it at once, and keeps the line ready for the next', async () => {
    const element = await openWith();
    const input = panel().getByRole('textbox', { name: 'New task' });
    fireEvent.change(input, { target: { value: ' Buy bread ' } });
    fireEvent.submit(input);
    expect(checkboxes()).toEqual(['Buy bread']);
    expect((input as HTMLInputElement).value).toBe('');
    await waitFor(() => expect(element.fetchUpdates).toHaveBeenCalled());
    expect(page.server.tasks.map(({ title }) => title)).toEqual(['Buy bread']);
    await waitFor(() => {
      const box = panel().getByRole('checkbox', { name: 'Buy bread' });
      expect((box as HTMLInputElement).disabled).toBe(false);
    });
    expect(checkboxes()).toEqual(['Buy bread']);
  });

  it('is taken back with a message when the server refuses', async () => {
    await openWith('Buy milk');
    page.server.failures.set('POST /api/tasks', () => refusal(503, 'unavailable', 'Back soon.'));
    const input = panel().getByRole('textbox', { name: 'New task' });
    fireEvent.change(input, { target: { value: 'Buy bread' } });
    fireEvent.submit(input);
    expect(await screen.findByText('The task was not added. Back soon.')).toBeTruthy();
    await waitFor(() => expect(checkboxes()).toEqual(['Buy milk']));
  });
});

describe('checking a task', () => {
  it('takes it off the list at once, and Undo brings it back', async () => {
    const element = await openWith('Buy milk', 'Buy bread');
    fireEvent.click(panel().getByRole('checkbox', { name: 'Buy milk' }));
    expect(checkboxes()).toEqual(['Buy bread']);
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(checkboxes()).toContain('Buy milk'));
    await waitFor(() => expect(element.fetchUpdates).toHaveBeenCalledTimes(2));
    expect(page.server.tasks.find(({ id }) => id === 'task_0')?.status).toBe('open');
  });

  it('is taken back with a message when the server refuses', async () => {
    const element = await openWith('Buy milk');
    page.server.failures.set('PATCH /api/tasks', () => refusal(503, 'unavailable', 'Back soon.'));
    fireEvent.click(panel().getByRole('checkbox', { name: 'Buy milk' }));
    expect(checkboxes()).toEqual([]);
    expect(await screen.findByText('The task was not changed. Back soon.')).toBeTruthy();
    await waitFor(() => expect(checkboxes()).toEqual(['Buy milk']));
    expect(element.fetchUpdates).not.toHaveBeenCalled();
  });

  it('is not undone by a list that was asked for before', async () => {
    const element = await openWith('Buy milk', 'Buy bread');
    const stale = page.server.tasks.map((task) => ({ ...task }));
    let answer = () => {};
    const late = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { fetch } = globalThis;
    let held = false;
    globalThis.fetch = async (input, init) => {
      if (held || !String(input).startsWith('/api/tasks?')) return fetch(input, init);
      held = true;
      await late;
      return new Response(JSON.stringify({ data: stale, has_more: false, after: null }));
    };
    await element.play('effect', { name: 'tasks.changed' });
    fireEvent.click(panel().getByRole('checkbox', { name: 'Buy milk' }));
    await screen.findByText(/Completed/);
    answer();
    await waitFor(() => expect(page.server.named('GET /api/tasks').length).toBeGreaterThan(1));
    expect(checkboxes()).toEqual(['Buy bread']);
  });
});

describe('another tab', () => {
  const news = () => new BroadcastChannel('chatkit-page:tasks');

  it('hears of a task that was changed here', async () => {
    await openWith('Buy milk');
    const other = news();
    const heard = new Promise((resolve) => {
      other.onmessage = ({ data }) => resolve(data);
    });
    fireEvent.click(panel().getByRole('checkbox', { name: 'Buy milk' }));
    await expect(heard).resolves.toBe('changed');
    other.close();
  });

  it('tells of a change, which the panel and the thread then show', async () => {
    const element = await openWith('Buy milk');
    page.server.tasks = [anyTask({ title: 'Buy bread' })];
    const other = news();
    other.postMessage('changed');
    await waitFor(() => expect(checkboxes()).toEqual(['Buy bread']));
    expect(element.fetchUpdates).toHaveBeenCalledTimes(1);
    other.close();
  });
});

it('follows what was done elsewhere when the page is returned to', async () => {
  const element = await openWith('Buy milk');
  page.server.tasks = [];
  document.dispatchEvent(new Event('visibilitychange'));
  await waitFor(() => expect(checkboxes()).toEqual([]));
  expect(element.fetchUpdates).toHaveBeenCalledTimes(1);
});

describe('editing a task', () => {
  it('sends only what was changed', async () => {
    await openWith('Buy milk');
    fireEvent.click(panel().getByRole('button', { name: /^Edit Buy milk/ }));
    const form = within(panel().getByRole('form', { name: 'Edit Buy milk' }));
    fireEvent.change(form.getByLabelText('Title'), { target: { value: 'Buy oat milk' } });
    fireEvent.change(form.getByLabelText('Due date'), { target: { value: '2030-05-01' } });
    fireEvent.change(form.getByLabelText('Priority'), { target: { value: 'high' } });
    fireEvent.click(form.getByRole('button', { name: 'Save' }));
    expect(checkboxes()).toEqual(['Buy oat milk']);
    await waitFor(() =>
      expect(page.server.named('PATCH /api/tasks')[0]?.params).toEqual({
        title: 'Buy oat milk',
        due: '2030-05-01',
        priority: 'high',
      }),
    );
  });

  it('sends nothing when nothing was changed, or Escape was pressed', async () => {
    await openWith('Buy milk');
    const open = () => fireEvent.click(panel().getByRole('button', { name: /^Edit Buy milk/ }));
    open();
    fireEvent.click(panel().getByRole('button', { name: 'Save' }));
    open();
    fireEvent.change(panel().getByLabelText('Title'), { target: { value: 'Other' } });
    fireEvent.keyDown(panel().getByLabelText('Title'), { key: 'Escape' });
    expect(checkboxes()).toEqual(['Buy milk']);
    expect(page.server.named('PATCH /api/tasks')).toEqual([]);
  });

  it('clears a due date', async () => {
    page.server.tasks = [anyTask({ due: '2030-05-01' })];
    await page.open();
    fireEvent.click(await panel().findByRole('button', { name: /^Edit Buy milk/ }));
    fireEvent.click(panel().getByRole('button', { name: 'Clear due date' }));
    fireEvent.click(panel().getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(page.server.named('PATCH /api/tasks')[0]?.params).toEqual({ due: null }),
    );
  });
});

describe('deleting a task', () => {
  it('is undone by restoring it', async () => {
    await openWith('Buy milk', 'Buy bread');
    fireEvent.click(panel().getByRole('button', { name: 'Delete Buy milk' }));
    expect(checkboxes()).toEqual(['Buy bread']);
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(checkboxes()).toContain('Buy milk'));
    await waitFor(() => expect(page.server.tasks).toHaveLength(2));
  });

  it('is taken back with a message when the server refuses', async () => {
    await openWith('Buy milk');
    page.server.failures.set('DELETE /api/tasks', () => refusal(503, 'unavailable', 'Back soon.'));
    fireEvent.click(panel().getByRole('button', { name: 'Delete Buy milk' }));
    expect(await screen.findByText('The task was not deleted. Back soon.')).toBeTruthy();
    await waitFor(() => expect(checkboxes()).toEqual(['Buy milk']));
  });
});
