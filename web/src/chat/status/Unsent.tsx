import { Icon } from '../../icons';
import { useChat, useConversation, useObservable, useTranslator } from '../context';
import { ignoreReported } from '../model';
import { Countdown } from './Countdown';
import { useSecondsUntil } from './useSecondsUntil';

/** Below a message that the server does not have: why, and what can be done about it. */
export function Unsent({ entryKey, queued }: { entryKey: string; queued: boolean }) {
  const chat = useChat();
  const { t } = useTranslator();
  const seconds = useSecondsUntil(
    useConversation((state) => state.thread.failure?.retryAt ?? null),
  );
  const online = useObservable(chat.presence.online);
  const isBusy = useConversation((state) => state.activity !== 'idle');
  const resend = () =>
    chat.session.current.value.retry({ type: 'resend', key: entryKey }).catch(ignoreReported);
  return (
    <div class="ck-unsent" part="unsent" data-queued={queued ? '' : undefined}>
      <Icon name={queued ? 'clock' : 'info'} size={16} />
      <span>
        {queued ? t(online ? 'question.sending' : 'message.queued') : t('message.failed')}
      </span>
      {queued && online && <Countdown seconds={seconds} />}
      {!queued && (
        <button
          type="button"
          class="ck-text-button"
          disabled={seconds > 0 || isBusy}
          onClick={resend}
        >
          {t('message.resend')}
          <Countdown seconds={seconds} />
        </button>
      )}
      <button type="button" class="ck-text-button" onClick={() => chat.edit(entryKey)}>
        {t('message.edit')}
      </button>
    </div>
  );
}
