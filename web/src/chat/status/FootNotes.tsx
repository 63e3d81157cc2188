import { Icon } from '../../icons';
import { useChat, useObservable, useTranslator } from '../context';
import { IconButton } from '../IconButton';

/** What there is to know while writing: that there is no network, or what just happened. */
export function FootNotes() {
  const chat = useChat();
  const { t } = useTranslator();
  const online = useObservable(chat.presence.online);
  const notice = useObservable(chat.notice);
  return (
    <div class="ck-foot-notes" role="status">
      {!online && (
        <p class="ck-foot-note" part="offline">
          <Icon name="info" size={16} />
          <span>{t('offline.note')}</span>
        </p>
      )}
      {notice !== null && (
        <p class="ck-foot-note" part="note">
          <Icon name="info" size={16} />
          <span>{t(notice)}</span>
          <IconButton
            icon="close"
            size={14}
            label={t('error.dismiss')}
            onClick={() => chat.notice.set(null)}
          />
        </p>
      )}
    </div>
  );
}
