import { Icon } from '../../icons';
import type { UserMessageItem } from '../../protocol';
import type { EntryStatus } from '../../state';
import { useChat, useTranslator } from '../context';
import { ignoreReported } from '../model';

interface UserMessageProps {
  item: UserMessageItem;
  status: EntryStatus;
  entryKey: string;
}

export function UserMessage({ item, status, entryKey }: UserMessageProps) {
  const chat = useChat();
  const { t } = useTranslator();
  const { attachments = [], quoted_text: quote, content } = item;
  const resend = () =>
    chat.session.current.value.retry({ type: 'resend', key: entryKey }).catch(ignoreReported);
  return (
    <div class="ck-user" data-status={status}>
      {quote && (
        <blockquote class="ck-quote" dir="auto">
          {quote}
        </blockquote>
      )}
      {attachments.length > 0 && (
        <ul class="ck-attachments" aria-label={t('item.attachments')}>
          {attachments.map((attachment) => (
            <li key={attachment.id} data-kind={attachment.type}>
              {attachment.type === 'image' ? (
                <img src={attachment.preview_url} alt={attachment.name} loading="lazy" />
              ) : (
                <>
                  <Icon name="document" size={18} />
                  <span dir="auto">{attachment.name}</span>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {content.length > 0 && (
        <div class="ck-bubble" part="user-bubble" dir="auto">
          {content.map((part, index) =>
            part.type === 'input_tag' ? (
              <span key={index} class="ck-tag">
                {part.text}
              </span>
            ) : (
              part.text
            ),
          )}
        </div>
      )}
      {status === 'failed' && (
        <div class="ck-unsent">
          <Icon name="info" size={16} />
          <span>{t('message.failed')}</span>
          <button type="button" class="ck-text-button" onClick={resend}>
            {t('message.resend')}
          </button>
          <button type="button" class="ck-text-button" onClick={() => chat.edit(entryKey)}>
            {t('message.edit')}
          </button>
        </div>
      )}
    </div>
  );
}
