import { act, fireEvent, screen } from '@testing-library/react';
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import { usePage } from './testing/page';
import { anyTask, anyThread, refusal } from './testing/server';

const page = usePage();

/** What axe finds. jsdom lays nothing out, so contrast is judged in a browser. */
async function violations(): Promise<string[]> {
  document.documentElement.lang = 'en';
  const { violations: found } = await axe.run(document, {
    rules: { 'color-contrast': { enabled: false } },
  });
  return found.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).join(' ')}`);
}

function fill() {
  page.server.threads = [anyThread('one'), anyThread('two', null)];
  page.server.tasks = [
    anyTask({ id: 'a', due: '2020-01-01', priority: 'high', tags: ['home'] }),
    anyTask({ id: 'b', title: 'Sort photos' }),
  ];
}

describe('nothing stands in the way of', () => {
  it('the page with chats and tasks', async () => {
    fill();
    await page.open('/threads/one');
    await screen.findByRole('link', { name: 'Chat one' });
    await screen.findByRole('checkbox', { name: 'Sort photos' });
    expect(await violations()).toEqual([]);
  });

  it('an open menu and an open editor', async () => {
    fill();
    await page.open();
    const row = await page.chat('Chat one');
    fireEvent.click(row.getByRole('button', { name: 'Options for Chat one' }));
    fireEvent.click(await screen.findByRole('button', { name: /^Edit Sort photos/ }));
    expect(await violations()).toEqual([]);
  });

  it('each drawer, with a message over it', async () => {
    fill();
    page.browser.resize(390);
    const element = await page.open();
    act(() => element.options?.header?.leftAction?.onClick());
    const row = await page.chat('Chat one');
    fireEvent.click(row.getByRole('button', { name: 'Options for Chat one' }));
    fireEvent.click(row.getByRole('button', { name: 'Delete' }));
    expect(await violations()).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'Tasks' }));
    expect(await violations()).toEqual([]);
  });

  it('the empty page', async () => {
    await page.open();
    await screen.findByText('Your chats will be listed here.');
    expect(await violations()).toEqual([]);
  });

  it('a refusal', async () => {
    page.server.failures.set('POST /api/auth/guest', () => refusal(503, 'away', 'Back soon.'));
    void page.open().catch(() => {});
    await screen.findByRole('alert');
    expect(await violations()).toEqual([]);
  });
});
