import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { readPreference, writePreference } from '../storage';

export const THEME_CHOICES = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];
export type Scheme = 'light' | 'dark';

/** public/theme.js reads the same key before the first paint. */
const STORAGE_KEY = 'theme';
const DARK_QUERY = '(prefers-color-scheme: dark)';

export function asThemeChoice(stored: string | null): ThemeChoice {
  return THEME_CHOICES.find((choice) => choice === stored) ?? 'system';
}

export interface Theme {
  readonly choice: ThemeChoice;
  /** The scheme in force, whoever chose it. */
  readonly scheme: Scheme;
  readonly choose: (choice: ThemeChoice) => void;
}

function subscribeToSystem(onChange: () => void): () => void {
  const query = window.matchMedia(DARK_QUERY);
  query.addEventListener('change', onChange);
  return () => query.removeEventListener('change', onChange);
}

/** Light or dark: the system's, live, unless the user chose one here or in another tab. */
export function useTheme(): Theme {
  const [choice, setChoice] = useState(() => asThemeChoice(readPreference(STORAGE_KEY)));
  const systemIsDark = useSyncExternalStore(
    subscribeToSystem,
    () => window.matchMedia(DARK_QUERY).matches,
  );
  const scheme: Scheme = choice === 'system' ? (systemIsDark ? 'dark' : 'light') : choice;

  useEffect(() => {
    document.documentElement.dataset['theme'] = scheme;
  }, [scheme]);

  useEffect(() => {
    const follow = (event: StorageEvent) => {
      if (event.key === STORAGE_KEY) setChoice(asThemeChoice(event.newValue));
    };
    window.addEventListener('storage', follow);
    return () => window.removeEventListener('storage', follow);
  }, []);

  const choose = useCallback((next: ThemeChoice) => {
    setChoice(next);
    writePreference(STORAGE_KEY, next);
  }, []);

  return { choice, scheme, choose };
}
