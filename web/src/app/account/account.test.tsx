import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import axe from 'axe-core';
import { describe, expect, it, vi } from 'vitest';
import { App } from '../App';
import { usePage } from '../testing/page';
import { refusal } from '../testing/server';
import { troubleIn } from './trouble';
import type { User } from './visitor';

const page = usePage();
const LOGIN = '/api/auth/login';
const ada: User = {
  id: 'ada',
  kind: 'user',
  name: 'Ada Lovelace',
  email: 'ada@example.com',
};

async function violations(): Promise<string[]> {
  document.documentElement.lang = 'en';
  const { violations: found } = await axe.run(document, {
    rules: { 'color-contrast': { enabled: false } },
  });
  return found.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).join(' ')}`);
}

async function openGate(path = '/') {
  window.history.replaceState(null, '', path);
  render(<App />);
  await screen.findByRole('heading', { name: 'Task assistant' });
}

describe('a guest', () => {
  it('sees nothing of accounts where there is no provider', async () => {
    await page.open();
    expect(screen.queryByRole('link', { name: 'Sign in' })).toBeNull();
  });

  it('can sign in, and comes back to the chat that is shown', async () => {
    page.server.signInUrl = LOGIN;
    await page.open('/threads/one');
    const link = screen.getByRole<HTMLAnchorElement>('link', { name: 'Sign in' });
    act(() => window.history.replaceState(null, '', '/threads/two'));
    link.addEventListener('click', (event) => event.preventDefault());
    fireEvent.click(link);
    expect(link.getAttribute('href')).toBe(`${LOGIN}?return_to=%2Fthreads%2Ftwo`);
    expect(await violations()).toEqual([]);
  });

  it('is told of a sign-in that came to nothing, once', async () => {
    page.server.signInUrl = LOGIN;
    await page.open('/threads/one?sign_in=denied&request=req_1&x=1');
    expect(await screen.findByText('You did not sign in.')).toBeTruthy();
    expect(window.location.search).toBe('?x=1');
  });
});

describe('a user', () => {
  it('is no guest, and can sign out', async () => {
    Object.assign(page.server, { user: ada, signInUrl: LOGIN });
    const assign = vi.fn();
    vi.stubGlobal('location', { ...window.location, assign });
    localStorage.setItem('openai-chatkit:draft:x', 'mine');
    localStorage.setItem('theme', 'dark');
    await page.open();
    expect(page.server.named('POST /api/auth/guest')).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'Account: Ada Lovelace' }));
    const menu = within(screen.getByRole('group', { name: 'Account: Ada Lovelace' }));
    expect(menu.getByText('ada@example.com')).toBeTruthy();
    expect(await violations()).toEqual([]);
    fireEvent.click(menu.getByRole('button', { name: 'Sign out' }));
    await waitFor(() => expect(assign).toHaveBeenCalledWith('/'));
    expect(page.server.user).toBeNull();
    expect(localStorage.getItem('openai-chatkit:draft:x')).toBeNull();
    expect(localStorage.getItem('theme')).toBe('dark');
  });

  it('stays where the server could not sign them out', async () => {
    Object.assign(page.server, { user: { ...ada, name: null }, signInUrl: LOGIN });
    page.server.failures.set('POST /api/auth/logout', () => refusal(503, 'away', 'Back soon.'));
    await page.open();
    fireEvent.click(screen.getByRole('button', { name: 'Account: ada@example.com' }));
    fireEvent.click(screen.getByRole('button', { name: 'Sign out' }));
    expect(await screen.findByText('You are still signed in. Back soon.')).toBeTruthy();
  });

  it('is asked to sign in again when that is over, and never becomes a guest', async () => {
    Object.assign(page.server, { user: ada, signInUrl: LOGIN });
    const element = await page.open('/threads/one');
    page.server.user = null;
    const gone = () => refusal(401, 'unauthenticated', 'Sign in again.');
    page.server.failures.set('threads.create', gone);
    const fetch = element.options?.api as { fetch: typeof window.fetch };
    const init = { method: 'POST', body: JSON.stringify({ type: 'threads.create', params: {} }) };
    const response = await act(() => fetch.fetch('/chatkit', init));
    expect(response.status).toBe(401);
    const prompt = within(screen.getByRole('dialog', { name: 'Sign in again' }));
    expect(prompt.getByRole('link', { name: 'Sign in' })).toBeTruthy();
    expect(page.server.named('POST /api/auth/guest')).toEqual([]);
    expect(document.querySelector('openai-chatkit')).toBe(element);
    expect(await violations()).toEqual([]);

    fireEvent.click(prompt.getByRole('button', { name: 'Not now' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    await act(() => fetch.fetch('/chatkit', init));
    expect(screen.getByRole('dialog', { name: 'Sign in again' })).toBeTruthy();
  });

  it('goes on where another tab has signed in again', async () => {
    Object.assign(page.server, { user: ada, signInUrl: LOGIN });
    const element = await page.open();
    let refused = 0;
    page.server.failures.set('threads.update', () => {
      refused += 1;
      return refusal(401, 'unauthenticated', 'Sign in again.');
    });
    const fetch = element.options?.api as { fetch: typeof window.fetch };
    const body = JSON.stringify({ type: 'threads.update', params: {} });
    await act(() => fetch.fetch('/chatkit', { method: 'POST', body }));
    expect(refused).toBe(2); // once more, and no oftener
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

describe('a visitor who is not let in', () => {
  it('is shown the way in', async () => {
    Object.assign(page.server, { userId: null, signInUrl: LOGIN });
    await openGate('/threads/one?sign_in=refused&request=req_1');
    expect(screen.getByRole('link', { name: 'Sign in' }).getAttribute('href')).toBe(
      `${LOGIN}?return_to=%2Fthreads%2Fone`,
    );
    expect(screen.getByRole('alert').textContent).toContain('was not accepted');
    expect(screen.getByRole('alert').textContent).toContain('req_1');
    expect(await violations()).toEqual([]);
  });

  it('reads what is missing where there is none', async () => {
    page.server.userId = null;
    await openGate();
    expect(screen.getByText('CHATKIT_OIDC_CLIENT_ID')).toBeTruthy();
    expect(screen.getByText('CHATKIT_ALLOW_GUESTS=1')).toBeTruthy();
    expect(await violations()).toEqual([]);
    page.server.userId = 'guest_1';
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByRole('main', { name: 'Chat' });
  });
});

describe('the address', () => {
  it.each([
    ['', null],
    ['?sign_in=', null],
    ['?sign_in=constructor', null],
    ['?sign_in=denied&request=req_1', 'You did not sign in.'],
    ['?sign_in=unavailable&request=%3Cb%3E', /^The sign-in provider does not answer[^<]*$/],
  ])('%s says %s', (search, said) => {
    if (said instanceof RegExp) expect(troubleIn(search)).toMatch(said);
    else expect(troubleIn(search)).toBe(said);
  });
});
