import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { usePage } from '../testing/page';
import { anyThread, refusal } from '../testing/server';
import { TOAST_DURATION } from '../toasts/useToasts';

const page = usePage();

function titles(): string[] {
  const nav = screen.getByRole('navigation', { name: 'Chats' });
  return within(nav)
    .queryAllByRole('link')
    .map((link) => link.textContent);
}

async function choose(title: string, item: 'Rename' | 'Delete'): Promise<void> {
  const row = await page.chat(title);
  fireEvent.click(row.getByRole('button', { name: `Options for ${title}` }));
  fireEvent.click(row.getByRole('button', { name: item }));
}

describe('the list of chats', () => {
  it('is grouped by the day of the latest activity', async () => {
    const old = anyThread('old');
    old.activityAt = '2024-03-05T12:00:00Z';
    page.server.threads = [anyThread('new'), old];
    await page.open();
    await waitFor(() => expect(titles()).toEqual(['Chat new', 'Chat old']));
    expect(screen.getByRole('list', { name: 'Today' })).toBeTruthy();
    expect(screen.getByRole('list', { name: 'March 5, 2024' })).toBeTruthy();
  });

  it('says that it is empty', async () => {
    await page.open();
    expect(await screen.findByText('Your chats will be listed here.')).toBeTruthy();
  });

  it('says why it could not be loaded, and tries again', async () => {
    page.server.failures.set('threads.list', () => refusal(503, 'unavailable', 'Back soon.'));
    page.server.failures.set('x.threads.list', () => refusal(503, 'unavailable', 'Back soon.'));
    page.server.threads = [anyThread('one')];
    await page.open();
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('Back soon.');
    expect(alert.textContent).toContain('req_42');
    page.server.failures.clear();
    fireEvent.click(within(alert).getByRole('button', { name: 'Retry' }));
    await waitFor(() => expect(titles()).toEqual(['Chat one']));
  });

  it('loads more when its end comes into view, each chat once', async () => {
    page.server.threads = Array.from({ length: 75 }, (_, index) => anyThread(`${index}`));
    await page.open();
    await waitFor(() => expect(titles()).toHaveLength(30));
    act(() => page.browser.scrollToEnd());
    await waitFor(() => expect(titles()).toHaveLength(60));
    act(() => page.browser.scrollToEnd());
    await waitFor(() => expect(titles()).toHaveLength(75));
    expect(new Set(titles()).size).toBe(75);
    expect(screen.queryByRole('status', { name: 'Loading older chats' })).toBeNull();
  });

  it('keeps what was loaded when the next page fails', async () => {
    page.server.threads = Array.from({ length: 40 }, (_, index) => anyThread(`${index}`));
    await page.open();
    await waitFor(() => expect(titles()).toHaveLength(30));
    for (const name of ['threads.list', 'x.threads.list']) {
      page.server.failures.set(name, () => refusal(503, 'unavailable', 'Back soon.'));
    }
    act(() => page.browser.scrollToEnd());
    const alert = await screen.findByRole('alert');
    expect(titles()).toHaveLength(30);
    page.server.failures.clear();
    fireEvent.click(within(alert).getByRole('button', { name: 'Retry' }));
    await waitFor(() => expect(titles()).toHaveLength(40));
  });

  it('shows the title that comes in the middle of an answer', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const element = await page.open();
    await element.play('response.start');
    page.server.threads = [anyThread('new', null)];
    await element.play('thread.change', { threadId: 'new' });
    await waitFor(() => expect(titles()).toEqual(['New chat']));
    page.server.threads = [anyThread('new', 'Milk, dentist and passport')];
    await act(() => vi.advanceTimersByTimeAsync(2_000));
    await waitFor(() => expect(titles()).toEqual(['Milk, dentist and passport']));
    expect(document.title).toBe('Milk, dentist and passport · Task assistant');
  });
});

describe('renaming', () => {
  it('shows the new title at once and sends it', async () => {
    page.server.threads = [anyThread('one')];
    await page.open();
    await choose('Chat one', 'Rename');
    const input = screen.getByRole('textbox', { name: 'Chat title' });
    expect(document.activeElement).toBe(input);
    fireEvent.change(input, { target: { value: '  Groceries ' } });
    fireEvent.keyDown(input, { key: 'Enter' });
    expect(titles()).toEqual(['Groceries']);
    await waitFor(() => expect(page.server.threads[0]?.title).toBe('Groceries'));
  });

  it('makes the open chat show it too', async () => {
    page.server.threads = [anyThread('one')];
    const element = await page.open('/threads/one');
    await choose('Chat one', 'Rename');
    const input = screen.getByRole('textbox', { name: 'Chat title' });
    fireEvent.change(input, { target: { value: 'Groceries' } });
    fireEvent.blur(input);
    await waitFor(() => expect(element.fetchUpdates).toHaveBeenCalledOnce());
  });

  it('is given up by Escape and by an empty title', async () => {
    page.server.threads = [anyThread('one')];
    await page.open();
    for (const [value, key] of [
      ['Groceries', 'Escape'],
      ['   ', 'Enter'],
    ]) {
      await choose('Chat one', 'Rename');
      const input = screen.getByRole('textbox', { name: 'Chat title' });
      fireEvent.change(input, { target: { value } });
      fireEvent.keyDown(input, { key });
      expect(titles()).toEqual(['Chat one']);
    }
    expect(page.server.named('threads.update')).toEqual([]);
  });

  it('is taken back with a message when the server refuses', async () => {
    page.server.threads = [anyThread('one')];
    page.server.failures.set('threads.update', () => refusal(503, 'unavailable', 'Back soon.'));
    await page.open();
    await choose('Chat one', 'Rename');
    const input = screen.getByRole('textbox', { name: 'Chat title' });
    fireEvent.change(input, { target: { value: 'Groceries' } });
    fireEvent.keyDown(input, { key: 'Enter' });
    expect(await screen.findByText('The chat was not renamed. Back soon.')).toBeTruthy();
    expect(titles()).toEqual(['Chat one']);
  });
});

describe('deleting', () => {
  it('hides the chat at once, and deletes it when Undo has gone', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    page.server.threads = [anyThread('one'), anyThread('two')];
    await page.open();
    await choose('Chat one', 'Delete');
    expect(titles()).toEqual(['Chat two']);
    expect(page.server.named('threads.delete')).toEqual([]);
    await act(() => vi.advanceTimersByTimeAsync(TOAST_DURATION));
    expect(page.server.threads.map(({ id }) => id)).toEqual(['two']);
    expect(titles()).toEqual(['Chat two']);
  });

  it('is undone by Undo', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    page.server.threads = [anyThread('one'), anyThread('two')];
    await page.open();
    await choose('Chat one', 'Delete');
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
    expect(titles()).toEqual(['Chat one', 'Chat two']);
    await act(() => vi.advanceTimersByTimeAsync(2 * TOAST_DURATION));
    expect(page.server.named('threads.delete')).toEqual([]);
  });

  it('is done when the page goes, by a request that outlives it', async () => {
    page.server.threads = [anyThread('one')];
    await page.open();
    await choose('Chat one', 'Delete');
    act(() => void window.dispatchEvent(new Event('pagehide')));
    const [call] = page.server.named('threads.delete');
    expect(call).toMatchObject({ params: { thread_id: 'one' }, keepalive: true });
  });

  it('brings the chat back with a message when the server refuses', async () => {
    page.server.threads = [anyThread('one')];
    page.server.failures.set('threads.delete', () => refusal(503, 'unavailable', 'Back soon.'));
    await page.open();
    await choose('Chat one', 'Delete');
    fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(await screen.findByText('The chat was not deleted. Back soon.')).toBeTruthy();
    expect(titles()).toEqual(['Chat one']);
  });

  it('leaves the open chat for a new one, and Undo returns to it', async () => {
    page.server.threads = [anyThread('one')];
    const element = await page.open('/threads/one');
    await choose('Chat one', 'Delete');
    await waitFor(() => expect(element.setThreadId).toHaveBeenLastCalledWith(null));
    expect(window.location.pathname).toBe('/');
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(element.setThreadId).toHaveBeenLastCalledWith('one'));
    expect(window.location.pathname).toBe('/threads/one');
  });

  it('moves the focus to the next chat', async () => {
    page.server.threads = [anyThread('one'), anyThread('two')];
    await page.open();
    await choose('Chat one', 'Delete');
    expect(document.activeElement?.textContent).toBe('Chat two');
  });
});
