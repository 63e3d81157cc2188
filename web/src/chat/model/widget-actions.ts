import type { Widgets } from '@openai/chatkit';
import { ChatKitError, toError } from '../../protocol';
import type { ActionConfig } from '../../widgets';
import type { Chat } from './chat';

/**
 * Runs an action of a widget: by the page or by the server, as the action says.
 *
 * @throws what the page's handler throws, once it is reported.
 */
export async function runAction(chat: Chat, action: ActionConfig, itemId: string): Promise<void> {
  const conversation = chat.session.current.value;
  const { type, payload, handler } = action;
  const plain = { type, ...(payload === undefined ? {} : { payload }) };
  if (handler !== 'client') {
    return conversation.act(plain, itemId, action.streaming !== false);
  }
  try {
    const onAction = chat.options.value.widgets?.onAction;
    if (!onAction) {
      throw new ChatKitError(
        'client_action',
        `The widget action "${type}" is for the page, but the option widgets.onAction is not set.`,
      );
    }
    const entry = conversation.state.value.thread.entries.find(({ item }) => item.id === itemId);
    if (entry?.item.type !== 'widget') return;
    const widget = entry.item.widget as unknown as Widgets.Card;
    await onAction(plain as { type: string; payload?: Record<string, unknown> }, {
      id: itemId,
      widget,
    });
  } catch (thrown) {
    chat.emit({ type: 'error', error: toError(thrown) });
    throw thrown;
  }
}
