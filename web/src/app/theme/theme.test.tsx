import { act, fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { usePage } from '../testing/page';

const page = usePage();
const scheme = () => document.documentElement.dataset['theme'];

function choose(name: string): void {
  fireEvent.click(screen.getByRole('radio', { name }));
}

describe('the theme', () => {
  it('follows the system, live', async () => {
    const element = await page.open();
    expect(scheme()).toBe('light');
    act(() => page.browser.setDark(true));
    expect(scheme()).toBe('dark');
    expect(element.options?.theme).toMatchObject({ colorScheme: 'dark' });
  });

  it('is what the user chooses, whatever the system has', async () => {
    const element = await page.open();
    choose('Dark');
    expect(scheme()).toBe('dark');
    expect(element.options?.theme).toMatchObject({ colorScheme: 'dark' });
    choose('Light');
    act(() => page.browser.setDark(true));
    expect(scheme()).toBe('light');
  });

  it('is remembered', async () => {
    localStorage.setItem('theme', 'dark');
    await page.open();
    expect(scheme()).toBe('dark');
    expect((screen.getByRole('radio', { name: 'Dark' }) as HTMLInputElement).checked).toBe(true);
    choose('System');
    expect(localStorage.getItem('theme')).toBe('system');
    expect(scheme()).toBe('light');
  });

  it('follows a choice in another tab', async () => {
    await page.open();
    act(() => {
      window.dispatchEvent(new StorageEvent('storage', { key: 'theme', newValue: 'dark' }));
    });
    expect(scheme()).toBe('dark');
  });
});
