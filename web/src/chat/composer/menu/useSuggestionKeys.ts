import { useChat, useObservable, useTranslator } from '../../context';

export const LIST_ID = 'ck-suggestions';

export function optionId(index: number): string {
  return `ck-suggestion-${index}`;
}

/** What the text field does for the menu that belongs to it, while it is open. */
export function useSuggestionKeys() {
  const { suggestions, options } = useChat();
  const { direction } = useTranslator();
  const open = useObservable(suggestions.state);
  const hasMenu = useObservable(
    options,
    ({ entities, commands }) => entities?.onTagSearch !== undefined || commands?.enabled === true,
  );
  const option = open?.options[open.active];

  /** @returns Whether the key was for the menu. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!open || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
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
        if (option) suggestions.choose(option);
        // What may come yet is worth the wait; where there is nothing, the key has its usual meaning.
        else if (!open.loading) suggestions.dismiss();
        return option !== undefined || open.loading;
      case 'Escape':
        event.stopPropagation();
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
  };

  return {
    onKeyDown,
    attributes: hasMenu && {
      'aria-autocomplete': 'list' as const,
      'aria-haspopup': 'listbox' as const,
      'aria-controls': open ? LIST_ID : undefined,
      'aria-activedescendant': open && option ? optionId(open.active) : undefined,
    },
  };
}
