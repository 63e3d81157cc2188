import { vi } from 'vitest';

/** The parts of a browser that jsdom lacks, under a test's control. */
export interface FakeBrowser {
  /** Sets the window's width in pixels and tells those who listen. */
  resize: (width: number) => void;
  /** Sets the system's colour scheme and tells those who listen. */
  setDark: (dark: boolean) => void;
  /** Brings every watched element into view. */
  scrollToEnd: () => void;
}

export function installBrowser({ width = 1440, dark = false } = {}): FakeBrowser {
  const state = { width, dark };
  const lists = new Set<{ refresh: () => void }>();
  const observers = new Set<() => void>();

  const matches = (query: string) => {
    const minimum = /min-width: (\d+)px/.exec(query)?.[1];
    if (minimum) return state.width >= Number(minimum);
    return query.includes('prefers-color-scheme: dark') && state.dark;
  };

  vi.stubGlobal('matchMedia', (query: string) => {
    const target = new EventTarget();
    let last = matches(query);
    lists.add({
      refresh: () => {
        if (matches(query) === last) return;
        last = matches(query);
        target.dispatchEvent(new Event('change'));
      },
    });
    return Object.defineProperties(target, {
      matches: { get: () => matches(query) },
      media: { value: query },
    });
  });

  vi.stubGlobal(
    'IntersectionObserver',
    class {
      readonly #notify: () => void;
      constructor(callback: IntersectionObserverCallback) {
        this.#notify = () =>
          callback(
            [{ isIntersecting: true } as IntersectionObserverEntry],
            this as unknown as IntersectionObserver,
          );
      }
      observe() {
        observers.add(this.#notify);
      }
      disconnect() {
        observers.delete(this.#notify);
      }
    },
  );

  HTMLElement.prototype.showPopover = () => {};
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
  };

  const refreshAll = () => {
    for (const list of lists) list.refresh();
  };
  return {
    resize: (next) => {
      state.width = next;
      refreshAll();
    },
    setDark: (next) => {
      state.dark = next;
      refreshAll();
    },
    scrollToEnd: () => {
      for (const notify of [...observers]) notify();
    },
  };
}
