import type { ActionConfig } from '../../widgets';
import type { WidgetActionDetail } from './chatkit-widget';

/**
 * Tells a page of an action.
 *
 * @returns When all is done that the page has answered with; at once if it has not.
 */
export async function emitAction(
  target: EventTarget,
  action: ActionConfig,
  itemId: string | undefined,
): Promise<void> {
  const answers: Promise<unknown>[] = [];
  let isOver = false;
  const detail: WidgetActionDetail = {
    action,
    ...(itemId === undefined ? {} : { itemId }),
    respondWith: (work) => {
      if (isOver) {
        throw new DOMException('respondWith is for the time of the event.', 'InvalidStateError');
      }
      answers.push(work);
    },
  };
  target.dispatchEvent(new CustomEvent('action', { detail, bubbles: true, composed: true }));
  isOver = true;
  await Promise.all(answers);
}
