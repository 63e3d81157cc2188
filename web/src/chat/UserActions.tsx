import type { UserMessageItem } from '../protocol';
import { CopyButton } from './CopyButton';
import { useChat, useConversation, useTranslator } from './context';
import { IconButton } from './IconButton';
import { textOf } from './model/editing';

/** What can be done with a message of the user: copy it, or say it in another way. */
export function UserActions({ item }: { item: UserMessageItem }) {
  const chat = useChat();
  const { t } = useTranslator();
  const isOpen = useConversation(
    (state) => (state.thread.meta?.status?.type ?? 'active') === 'active',
  );
  const text = textOf(item);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form, and this is none.
    <div class="ck-actions" part="actions" role="group" aria-label={t('message.actions.user')}>
      {text !== '' && <CopyButton text={text} rich label={t('message.copy.user')} />}
      {isOpen && (
        <IconButton
          icon="lucide:pencil"
          size={16}
          label={t('message.edit.sent')}
          onClick={() => chat.editing.start(item)}
        />
      )}
    </div>
  );
}
