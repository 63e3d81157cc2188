import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { thread } from '../protocol/testing/fake-server';
import './index';
import { Page } from './testing';

let page: Page;

beforeEach(async () => {
  page = new Page();
  page.server.on('threads.list', () => ({ data: [thread('a', 'Apples')], has_more: false }));
  await page.open();
  await page.element.showHistory();
  await vi.waitFor(() => page.button('Delete Apples'));
});

afterEach(() => page.close());

/** What has the focus at the first moment at which something is in the list. */
function focusedWith(selector: string): Promise<Element | null> {
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!page.find(`[part=history] ${selector}`)) return;
      observer.disconnect();
      resolve(page.root.activeElement);
    });
    observer.observe(page.root, { childList: true, subtree: true });
  });
}

it('moves the focus with what it asks, so that a key that is pressed at once means that', async () => {
  const asking = focusedWith('[data-mode=deleting]');
  page.button('Delete Apples').click();
  expect((await asking)?.textContent).toBe('Cancel');
  const back = focusedWith('.ck-history-open');
  page.button('Cancel').click();
  expect((await back)?.getAttribute('aria-label')).toBe('Delete Apples');
  const renaming = focusedWith('input');
  page.button('Rename Apples').click();
  expect((await renaming)?.getAttribute('aria-label')).toBe('Title');
});
