import { Icon } from '../../icons';
import { useChat, useConversation, useObservable, useTranslator } from '../context';

/** Sends what was written or, while an answer comes in that may be stopped, stops it. */
export function SendButton({ canSend }: { canSend: boolean }) {
  const chat = useChat();
  const { t } = useTranslator();
  const activity = useConversation((state) => state.activity);
  const allowCancel = useConversation((state) => state.thread.allowCancel);
  const sendsWhenDone = useObservable(chat.uploads.state, (state) => state.sendsWhenDone);
  const showStop = activity !== 'idle' && activity !== 'acting' && allowCancel;

  if (sendsWhenDone) {
    return (
      <button
        // Not the button below made another: the click that ends here would still submit the form.
        key="hold"
        type="button"
        class="ck-send"
        part="send-button"
        aria-label={t('composer.send.hold')}
        title={t('composer.send.hold')}
        data-waiting
        onClick={() => {
          chat.uploads.hold();
          chat.composer.input?.focus();
        }}
      >
        <Icon name="close" size={18} />
      </button>
    );
  }
  if (!showStop) {
    return (
      <button
        type="submit"
        class="ck-send"
        part="send-button"
        aria-label={t('composer.send')}
        title={t('composer.send')}
        disabled={!canSend}
      >
        <Icon name="lucide:arrow-up" size={20} />
      </button>
    );
  }
  return (
    <button
      type="button"
      class="ck-send"
      part="stop-button"
      aria-label={t('composer.stop')}
      title={t('composer.stop')}
      disabled={activity === 'stopping'}
      onClick={() => {
        void chat.session.current.value.stop();
        chat.composer.input?.focus();
      }}
    >
      <Icon name="lucide:square" size={14} />
    </button>
  );
}
