import { Icon } from '../../icons';
import { useChat, useConversation, useTranslator } from '../context';
import { ignoreReported } from '../model';
import { useDue } from './useDue';

/** Below a message that the server does not have: why, and what can be done about it. */
export function Unsent({ entryKey, queued }: { entryKey: string; queued: boolean }) {
  const chat = useChat();
  const { t } = useTranslator();
  const isDue = useDue(useConversation((state) => state.thread.failure?.retryAt ?? null));
  const isBusy = useConversation((state) => state.activity !== 'idle');
  const resend = () =>
    chat.session.current.value.retry({ type: 'resend', key: entryKey }).catch(ignoreReported);
  return (
    <div class="ck-unsent" part="unsent" data-queued={queued ? '' : undefined}>
      <Icon name={queued ? 'clock' : 'info'} size={16} />
      <span>{t(queued ? 'message.queued' : 'message.failed')}</span>
      {!queued && (
        <button type="button" class="ck-text-button" disabled={!isDue || isBusy} onClick={resend}>
          {t('message.resend')}
        </button>
      )}
      <button type="button" class="ck-text-button" onClick={() => chat.edit(entryKey)}>
        {t('message.edit')}
      </button>
    </div>
  );
}
