import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { refuse } from '../protocol/testing/fake-server';
import './index';
import { drawn, Page } from './testing';

let page: Page;

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  page = new Page();
});

afterEach(() => page.close());

it('counts near the limit that the server tells, and sends nothing that is longer', async () => {
  page.server.headers = { 'ChatKit-Max-Message': '1000' };
  page.server.on('threads.list', () => ({ data: [], has_more: false, after: null }));
  page.server.stream('threads.create');
  await page.open();
  page.button('Show chats').click();
  await vi.waitFor(() => expect(page.server.ofType('threads.list')).toHaveLength(1));
  await drawn();

  await page.write('x'.repeat(899));
  expect(page.find('.ck-length')).toBeNull();
  await page.write('🙂'.repeat(950));
  expect(page.find('.ck-length')?.textContent).toBe('950 / 1,000');
  expect(page.button('Send message').disabled).toBe(false);
  await page.write('x'.repeat(1001));
  expect(page.find('.ck-length')?.textContent).toContain('1,001 / 1,000');
  expect(page.find('.ck-length')?.textContent).toContain('too large');
  expect(page.button('Send message').disabled).toBe(true);
  page.press('Enter');
  await drawn();
  expect(page.server.ofType('threads.create')).toEqual([]);
  await page.write(`${'x'.repeat(1000)}   `); // spaces around it are not sent
  page.press('Enter');
  await drawn();
  expect(page.server.ofType('threads.create')).toHaveLength(1);
});

it('knows no limit where the server tells of none', async () => {
  await page.open();
  await page.write('x'.repeat(200_000));
  expect(page.find('.ck-length')).toBeNull();
  expect(page.button('Send message').disabled).toBe(false);
});

it('has a button wait for as long as the server asks, and says so', async () => {
  page.server.on('threads.create', () => {
    const response = refuse(429, 'rate_limited', 'There are too many requests.');
    response.headers.set('Retry-After', '2');
    return response;
  });
  await page.open();
  await page.write('Hello');
  const sentAt = Date.now();
  page.press('Enter');
  const again = () => page.find('.ck-unsent button') as HTMLButtonElement | null;
  await vi.waitFor(() => expect(again()?.textContent).toMatch(/^Try again[12]s$/));
  expect(again()?.disabled).toBe(true);
  expect(page.find('[part=error]')?.textContent).toContain('You can try again at');
  // Nobody wants to hear it counted.
  expect(page.find('.ck-countdown')?.getAttribute('aria-hidden')).toBe('true');
  await vi.waitFor(() => expect(again()?.textContent).toBe('Try again'), 5000);
  expect(Date.now() - sentAt).toBeGreaterThanOrEqual(2000);
  expect(again()?.disabled).toBe(false);
  page.server.stream('threads.create');
  again()?.click();
  await vi.waitFor(() => expect(page.server.ofType('threads.create')).toHaveLength(2));
  expect(page.find('[part=error]')).toBeNull();
});
