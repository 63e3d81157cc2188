import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { usePage } from '../testing/page';
import { anyThread } from '../testing/server';

const page = usePage();

/** Presses the element's header button, as its option tells it to. */
function press(element: Awaited<ReturnType<typeof page.open>>, side: 'leftAction' | 'rightAction') {
  act(() => element.options?.header?.[side]?.onClick());
}

describe('on a wide screen', () => {
  it('chats, the chat and tasks stand side by side', async () => {
    const element = await page.open();
    expect(screen.getByRole('navigation', { name: 'Chats' })).toBeTruthy();
    expect(screen.getByRole('region', { name: 'Tasks' })).toBeTruthy();
    expect(element.options?.header).toEqual({});
  });

  it('the tasks can be put away, and stay so', async () => {
    const element = await page.open();
    fireEvent.click(screen.getByRole('button', { name: 'Close tasks' }));
    expect(screen.queryByRole('region', { name: 'Tasks' })).toBeNull();
    expect(localStorage.getItem('tasks-column')).toBe('closed');
    press(element, 'rightAction');
    expect(screen.getByRole('region', { name: 'Tasks' })).toBeTruthy();
  });
});

describe('on a narrow screen', () => {
  it('the chats are a dialog that takes the focus, keeps it and gives it back', async () => {
    page.server.threads = [anyThread('one')];
    page.browser.resize(390);
    const element = await page.open();
    expect(screen.queryByRole('navigation', { name: 'Chats' })).toBeNull();
    const opener = document.createElement('button');
    document.body.append(opener);
    opener.focus();
    press(element, 'leftAction');
    const dialog = screen.getByRole('dialog', { name: 'Chats' });
    expect(document.activeElement).toBe(dialog);
    expect(document.querySelector('main')?.hasAttribute('inert')).toBe(true);

    const first = within(dialog).getByRole('button', { name: 'Close chats' });
    const last = within(dialog).getByRole('radio', { name: 'System' });
    last.focus();
    fireEvent.keyDown(last, { key: 'Tab' });
    expect(document.activeElement).toBe(first);
    fireEvent.keyDown(first, { key: 'Tab', shiftKey: true });
    expect(document.activeElement).toBe(last);

    fireEvent.keyDown(last, { key: 'Escape' });
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(document.activeElement).toBe(opener);
    expect(document.querySelector('main')?.hasAttribute('inert')).toBe(false);
    opener.remove();
  });

  it('choosing a chat closes the drawer', async () => {
    page.server.threads = [anyThread('one')];
    page.browser.resize(390);
    const element = await page.open();
    press(element, 'leftAction');
    fireEvent.click(await screen.findByRole('link', { name: 'Chat one' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    await waitFor(() => expect(element.setThreadId).toHaveBeenLastCalledWith('one'));
  });

  it('Escape ends a renaming and leaves the drawer open', async () => {
    page.server.threads = [anyThread('one')];
    page.browser.resize(390);
    const element = await page.open();
    press(element, 'leftAction');
    const row = await page.chat('Chat one');
    fireEvent.click(row.getByRole('button', { name: 'Options for Chat one' }));
    fireEvent.click(row.getByRole('button', { name: 'Rename' }));
    fireEvent.keyDown(screen.getByRole('textbox', { name: 'Chat title' }), { key: 'Escape' });
    expect(screen.queryByRole('textbox', { name: 'Chat title' })).toBeNull();
    expect(screen.getByRole('dialog', { name: 'Chats' })).toBeTruthy();
  });

  it('the tasks open from the chat and from the drawer', async () => {
    page.browser.resize(390);
    const element = await page.open();
    press(element, 'rightAction');
    const tasks = screen.getByRole('dialog', { name: 'Tasks' });
    fireEvent.click(within(tasks).getByRole('button', { name: 'Close tasks' }));
    press(element, 'leftAction');
    fireEvent.click(screen.getByRole('button', { name: 'Tasks' }));
    expect(screen.getByRole('dialog', { name: 'Tasks' })).toBeTruthy();
    expect(screen.queryByRole('dialog', { name: 'Chats' })).toBeNull();
  });

  it('a drawer is no dialog any more when its column fits again', async () => {
    page.browser.resize(390);
    const element = await page.open();
    press(element, 'leftAction');
    act(() => page.browser.resize(1440));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(document.querySelector('main')?.hasAttribute('inert')).toBe(false);
  });
});
