import type { Suggestions } from './suggestions';

export const LIST_ID = 'ck-suggestions';

export function optionId(index: number): string {
  return `ck-suggestion-${index}`;
}

/**
 * Does what a key of the text field means to the menu that is open.
 *
 * @returns Whether it means anything there.
 */
export function pressKey(
  suggestions: Suggestions,
  event: KeyboardEvent,
  direction: 'ltr' | 'rtl',
): boolean {
  const { value: open } = suggestions.state;
  if (!open || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
  const option = open.options[open.active];
  const [backward, forward] =
    direction === 'rtl' ? ['ArrowRight', 'ArrowLeft'] : ['ArrowLeft', 'ArrowRight'];
  switch (event.key) {
    case 'ArrowDown':
      suggestions.activate(open.active + 1);
      return true;
    case 'ArrowUp':
      suggestions.activate(open.active - 1);
      return true;
    case 'Home':
      suggestions.activate(0);
      return true;
    case 'End':
      suggestions.activate(open.options.length - 1);
      return true;
    case 'Enter':
    case 'Tab':
      if (suggestions.take()) return true;
      // Where there is nothing to take, the key has its usual meaning.
      suggestions.dismiss();
      return false;
    case 'Escape':
      suggestions.dismiss();
      return true;
    case backward:
      if (open.path.length === 0 || open.query !== '') return false;
      suggestions.back();
      return true;
    case forward:
      if (option?.type !== 'action' || !option.action.actions) return false;
      suggestions.choose(option);
      return true;
    default:
      return false;
  }
}
