import { useCallback, useEffect, useRef } from 'react';

/**
 * The text that the user selected last, to be read when it is asked for.
 *
 * A browser has one selection, and the composer takes it when the user goes there to write of what
 * they have selected: what happens while they write in a field does not count.
 */
export function useSelection(): () => string {
  const selected = useRef('');
  useEffect(() => {
    const follow = () => {
      if (!isWriting()) selected.current = document.getSelection()?.toString() ?? '';
    };
    document.addEventListener('selectionchange', follow);
    return () => document.removeEventListener('selectionchange', follow);
  }, []);
  return useCallback(() => selected.current, []);
}

function isWriting(): boolean {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return focused?.matches('input, textarea, [contenteditable]') ?? false;
}
