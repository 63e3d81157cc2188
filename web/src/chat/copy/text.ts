import type { ThreadItem } from '../../protocol';

/** What the clipboard gets of some items: what was said, and what widgets say of themselves. */
export function itemsToText(items: readonly ThreadItem[]): string {
  return items
    .map((item) => {
      switch (item.type) {
        case 'assistant_message':
          return item.content.map((part) => part.text).join('\n\n');
        case 'user_message':
          return item.content.map((part) => part.text).join('');
        case 'widget':
          return item.copy_text ?? '';
        default:
          return '';
      }
    })
    .filter((text) => text !== '')
    .join('\n\n');
}
