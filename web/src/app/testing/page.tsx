import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { App } from '../App';
import { type FakeBrowser, installBrowser } from './browser';
import { chatElement, type FakeElement } from './element';
import { type FakeServer, installServer } from './server';

/** A fresh browser and server for each test of a file. */
export function usePage() {
  const page = {
    server: undefined as unknown as FakeServer,
    browser: undefined as unknown as FakeBrowser,
    /** Opens the page at a path and waits until it is there. */
    async open(path = '/'): Promise<FakeElement> {
      window.history.replaceState(null, '', path);
      render(<App />);
      await screen.findByRole('main', { name: 'Chat' });
      const element = chatElement();
      await waitFor(() => expect(element.heard).toBe(true));
      return element;
    },
    /** The row of a chat in the sidebar. */
    async chat(title: string) {
      const link = await screen.findByRole('link', { name: title });
      return within(link.closest('li') as HTMLElement);
    },
  };

  beforeEach(() => {
    localStorage.clear();
    page.server = installServer();
    page.browser = installBrowser();
  });

  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  return page;
}
