/** Small preferences of this browser. Storage may be denied: then they last as long as the page. */

export function readPreference(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function writePreference(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Denied or full: the preference holds until the page is closed.
  }
}
