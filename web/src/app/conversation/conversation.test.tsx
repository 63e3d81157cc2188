import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { usePage } from '../testing/page';
import { anyClient, anyThread, json, refusal } from '../testing/server';
import { leaveSite, standAt } from '../testing/site';
import { menus } from './menus';

const page = usePage();

describe('the start', () => {
  it('lets a guest in and shows the chat', async () => {
    const element = await page.open();
    expect(page.server.named('POST /api/auth/guest')).toHaveLength(1);
    expect(element.options).toMatchObject({
      api: { url: '/chatkit', domainKey: 'local' },
      initialThread: null,
      history: { enabled: false },
      threadItemActions: { feedback: true, retry: true },
    });
    expect(element.options?.startScreen?.prompts).toHaveLength(1);
  });

  it('shows the thread of the address', async () => {
    const element = await page.open('/threads/thr_7');
    expect(element.options?.initialThread).toBe('thr_7');
  });

  it("gives the element a fetch that names the user's zone and the tools of the page", async () => {
    const element = await page.open();
    const { api } = element.options ?? {};
    if (!api || !('fetch' in api) || !api.fetch) throw new Error('The element has no fetch.');
    await api.fetch('/chatkit', {
      method: 'POST',
      body: JSON.stringify({ type: 'threads.list', params: { limit: 1 } }),
    });
    const sent = page.server.calls.at(-1)?.headers;
    expect(sent?.get('X-Timezone')).toBeTruthy();
    expect(sent?.get('X-Client-Tools')).toBe('get_selection, switch_theme');
  });

  it('says why it is not possible, with the id of the request, and tries again', async () => {
    page.server.failures.set('POST /api/auth/guest', () =>
      refusal(503, 'unavailable', 'The database is away.'),
    );
    const opening = page.open();
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('The database is away.');
    expect(alert.textContent).toContain('req_42');
    page.server.failures.clear();
    fireEvent.click(screen.getByRole('button', { name: 'Retry' }));
    await opening;
  });
});

describe('what the server says of its assistant', () => {
  it('goes over the options of the page, and names it', async () => {
    page.server.client = anyClient({
      name: 'Librarian',
      options: {
        composer: { placeholder: 'Ask the librarian', models: [{ id: 'm', label: 'Model' }] },
        threadItemActions: { retry: false },
      },
    });
    const element = await page.open();
    expect(document.title).toBe('Librarian');
    expect(element.options?.frameTitle).toBe('Chat: Librarian');
    expect(element.options).toMatchObject({
      api: { url: '/chatkit' },
      composer: { placeholder: 'Ask the librarian', models: [{ id: 'm' }] },
      threadItemActions: { feedback: true, retry: false },
    });
    expect(element.options?.entities).toBeUndefined();
    expect(element.options?.commands).toBeUndefined();
  });

  it.each([
    ['a new chat', '/', 1],
    ['a thread, which the element asks for by itself,', '/threads/one', 0],
  ])('has the element hear from the server when it opens at %s', async (_what, path, times) => {
    const element = await page.open(path);
    await element.play('ready');
    await waitFor(() => expect(element.fetchUpdates).toHaveBeenCalledTimes(times));
  });

  it('leaves the tasks away where there are none', async () => {
    page.server.client = anyClient({ panels: [] });
    const element = await page.open();
    await element.play('effect', { name: 'tasks.changed' });
    await element.play('response.end');
    expect(screen.queryByRole('region', { name: 'Tasks' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Tasks' })).toBeNull();
    expect(element.options?.header?.rightAction).toBeUndefined();
    expect(page.server.named('GET /api/tasks')).toEqual([]);
  });

  it('fills the menus of the composer', async () => {
    page.server.client = anyClient({ entities_url: '/entities', commands_url: '/commands' });
    const ada = { id: 'a/1', title: 'Ada' };
    page.server.failures.set('GET /entities', () => json({ data: [ada] }));
    page.server.failures.set('GET /entities/a%2F1/preview', () => json({ preview: null }));
    page.server.failures.set('GET /commands', () => json({ data: [{ id: 'h', label: '/help' }] }));
    const { options, setComposerValue, focusComposer } = await page.open();
    expect(await options?.entities?.onTagSearch?.('a & b')).toEqual([ada]);
    expect(page.server.calls.at(-1)?.path).toBe('/entities?q=a%20%26%20b');
    expect(await options?.entities?.onRequestPreview?.(ada)).toEqual({ preview: null });
    const [command] = (await options?.commands?.onSearch?.('h')) ?? [];
    if (!command) throw new Error('No command was found.');
    await options?.commands?.onSelect?.(command);
    await waitFor(() => expect(focusComposer).toHaveBeenCalledOnce());
    expect(setComposerValue).toHaveBeenCalledWith({ text: '/help ' });
  });

  it('sends a command that nothing follows, and leaves it to the user where it cannot', async () => {
    page.server.client = anyClient({ commands_url: '/commands' });
    const today = { id: 'today', label: '/today', takes: false };
    const { options, sendUserMessage, setComposerValue } = await page.open();
    await options?.commands?.onSelect?.(today);
    await waitFor(() => expect(sendUserMessage).toHaveBeenCalledWith({ text: '/today' }));
    expect(setComposerValue).not.toHaveBeenCalled();
    sendUserMessage.mockRejectedValueOnce(new Error('An answer is under way.'));
    await options?.commands?.onSelect?.(today);
    await waitFor(() => expect(setComposerValue).toHaveBeenCalledWith({ text: '/today' }));
  });

  it('shows nothing of what is not there any more', async () => {
    page.server.client = anyClient({ entities_url: '/entities' });
    const { options } = await page.open();
    const ask = () => options?.entities?.onRequestPreview?.({ id: 'a', title: 'Ada' });
    page.server.failures.set('GET /entities/a/preview', () => refusal(404, 'not_found', 'Gone.'));
    expect(await ask()).toEqual({ preview: null });
    page.server.failures.set('GET /entities/a/preview', () => refusal(503, 'down', 'Later.'));
    await expect(ask()).rejects.toThrow('Later.');
  });

  it('opens the chat that was clicked', async () => {
    page.server.client = anyClient({ entities_url: '/entities' });
    const { options, setThreadId } = await page.open();
    options?.entities?.onClick?.({ id: 'two', title: 'Two', data: { type: 'chat' } });
    await waitFor(() => expect(setThreadId).toHaveBeenCalledWith('two'));
    expect(window.location.pathname).toBe('/threads/two');
  });

  it('takes the paths of the menus as the server names them, below what it is mounted at', async () => {
    standAt('/api');
    const { entities } = menus(
      anyClient({ entities_url: '/api/entities' }),
      () => {},
      () => {},
    );
    page.server.failures.set('GET /api/entities', () => json({ data: [] }));
    expect(await entities?.onTagSearch?.('a')).toEqual([]);
    leaveSite();
  });

  it('is asked for again when it could not be had', async () => {
    page.server.failures.set('GET /api/client', () => refusal(503, 'unavailable', 'Not now.'));
    const opening = page.open();
    expect((await screen.findByRole('alert')).textContent).toContain('Not now.');
    page.server.failures.clear();
    fireEvent.click(screen.getByRole('button', { name: 'Retry' }));
    await opening;
  });
});

describe('what an agent has the page do', () => {
  it('switches the theme', async () => {
    const { options } = await page.open();
    const call = { name: 'switch_theme', params: { theme: 'dark' } };
    await act(async () => {
      expect(await options?.onClientTool?.(call)).toEqual({ theme: 'dark' });
    });
    expect(document.documentElement.dataset['theme']).toBe('dark');
  });

  it('says what was selected last, also when the user has gone on to write', async () => {
    const { options } = await page.open();
    const call = { name: 'get_selection', params: {} };
    const passage = document.body.appendChild(document.createElement('p'));
    const field = document.body.appendChild(document.createElement('textarea'));
    passage.textContent = 'Ask Bob';
    document.getSelection()?.selectAllChildren(passage);
    document.dispatchEvent(new Event('selectionchange'));
    field.focus();
    document.getSelection()?.removeAllRanges();
    document.dispatchEvent(new Event('selectionchange'));
    expect(await options?.onClientTool?.(call)).toEqual({ text: 'Ask Bob' });
    field.blur();
    document.dispatchEvent(new Event('selectionchange'));
    expect(await options?.onClientTool?.(call)).toEqual({ text: '' });
    passage.remove();
    field.remove();
  });

  it('is refused where the page does not know it', async () => {
    const { options } = await page.open();
    const call = { name: 'open_door', params: {} };
    await expect(options?.onClientTool?.(call)).rejects.toThrow('no tool open_door');
  });

  it('is left to the server where a widget asks for it', async () => {
    const { options, sendCustomAction } = await page.open();
    const action = { type: 'a', payload: { b: 1 } };
    await options?.widgets?.onAction?.(action, {
      id: 'msg_1',
      widget: { type: 'Card', children: [] },
    });
    expect(sendCustomAction).toHaveBeenCalledWith(action, 'msg_1');
  });
});

describe('a session that the server has forgotten', () => {
  it('is renewed, and what another user would see starts anew', async () => {
    page.server.threads = [anyThread('one')];
    const element = await page.open('/threads/one');
    await screen.findByRole('link', { name: 'Chat one' });

    page.server.threads = [];
    page.server.userId = 'user_2';
    page.server.failures.set('GET /api/tasks', () => {
      page.server.failures.clear();
      return refusal(401, 'unauthorized', 'Who are you?');
    });
    await element.play('effect', { name: 'tasks.changed' });
    expect(await screen.findByText('Your chats will be listed here.')).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'Chat one' })).toBeNull();
  });
});

describe('the script of the element', () => {
  it('is waited for, and missed when it does not come', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    vi.spyOn(customElements, 'get').mockReturnValue(undefined);
    vi.spyOn(customElements, 'whenDefined').mockReturnValue(new Promise(() => {}));
    await page.open();
    expect(screen.getByRole('status', { name: 'Loading the chat' })).toBeTruthy();
    await act(() => vi.advanceTimersByTimeAsync(20_000));
    expect(screen.getByRole('alert').textContent).toContain('The chat could not be loaded');
    vi.restoreAllMocks();
  });
});

describe('the address', () => {
  it('follows a chat that is chosen, and Back returns', async () => {
    page.server.threads = [anyThread('one'), anyThread('two')];
    const element = await page.open('/threads/one');
    fireEvent.click(await screen.findByRole('link', { name: 'Chat two' }));
    expect(window.location.pathname).toBe('/threads/two');
    await waitFor(() => expect(element.setThreadId).toHaveBeenLastCalledWith('two'));
    const current = () => document.querySelector('[aria-current="page"]')?.textContent;
    expect(current()).toBe('Chat two');

    act(() => window.history.back());
    await waitFor(() => expect(element.setThreadId).toHaveBeenLastCalledWith('one'));
    expect(window.location.pathname).toBe('/threads/one');
    await waitFor(() => expect(current()).toBe('Chat one'));

    act(() => window.history.forward());
    await waitFor(() => expect(element.setThreadId).toHaveBeenLastCalledWith('two'));
  });

  it('leaves clicks for a new tab to the browser', async () => {
    page.server.threads = [anyThread('one')];
    const element = await page.open();
    const link = await screen.findByRole('link', { name: 'Chat one' });
    // jsdom cannot open a tab; what counts is that the page lets the browser do it.
    link.addEventListener('click', (event) => event.preventDefault());
    fireEvent.click(link, { ctrlKey: true });
    expect(window.location.pathname).toBe('/');
    expect(element.setThreadId).not.toHaveBeenCalled();
  });

  it('gets the thread that a new chat becomes, in place of the blank page', async () => {
    const element = await page.open();
    const steps = window.history.length;
    await element.play('thread.change', { threadId: 'thr_new' });
    expect(window.location.pathname).toBe('/threads/thr_new');
    expect(window.history.length).toBe(steps);
    expect(element.setThreadId).not.toHaveBeenCalled();
  });

  it('is not changed by late news of a thread that was left', async () => {
    page.server.threads = [anyThread('one'), anyThread('two')];
    const element = await page.open('/');
    let arrive = () => {};
    element.setThreadId.mockImplementation(
      () =>
        new Promise<void>((resolve) => {
          arrive = resolve;
        }),
    );
    fireEvent.click(await screen.findByRole('link', { name: 'Chat one' }));
    fireEvent.click(screen.getByRole('link', { name: 'Chat two' }));
    await element.play('thread.change', { threadId: 'one' });
    expect(window.location.pathname).toBe('/threads/two');
    arrive();
  });

  it('is the root again for a new chat, which takes the focus', async () => {
    const element = await page.open('/threads/one');
    fireEvent.click(screen.getByRole('button', { name: 'New chat' }));
    await waitFor(() => expect(element.focusComposer).toHaveBeenCalledOnce());
    expect(element.setThreadId).toHaveBeenLastCalledWith(null);
    expect(window.location.pathname).toBe('/');
  });
});

describe('an answer', () => {
  it('makes the lists follow', async () => {
    const element = await page.open();
    await screen.findByText(/Nothing to do/);
    page.server.calls.length = 0;
    await element.play('response.start');
    await waitFor(() => expect(page.server.named('GET /api/tasks')).toHaveLength(0));
    await element.play('effect', { name: 'tasks.changed', data: { task_ids: ['t'] } });
    await waitFor(() => expect(page.server.named('GET /api/tasks')).toHaveLength(1));
    await element.play('response.end');
    await waitFor(() => expect(page.server.named('GET /api/tasks')).toHaveLength(2));
    const lists = page.server.calls.filter(({ name }) => name.endsWith('threads.list'));
    expect(lists.length).toBeGreaterThanOrEqual(2);
  });

  it('leaves the tasks alone at an effect that is not about them', async () => {
    const element = await page.open();
    await screen.findByText(/Nothing to do/);
    page.server.calls.length = 0;
    await element.play('effect', { name: 'confetti' });
    expect(page.server.calls).toEqual([]);
  });
});
