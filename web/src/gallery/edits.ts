/** What was edited outlives a reload, for as long as the tab does. */

export type Kind = 'widget' | 'data';

const key = (kind: Kind, name: string) => `gallery:${kind}:${name}`;

export function loadEdit(kind: Kind, name: string): string | null {
  return sessionStorage.getItem(key(kind, name));
}

/** @param text `null` forgets the edit. */
export function saveEdit(kind: Kind, name: string, text: string | null): void {
  if (text === null) sessionStorage.removeItem(key(kind, name));
  else sessionStorage.setItem(key(kind, name), text);
}
