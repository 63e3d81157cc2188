import { Icon } from '../../icons';
import { Markdown } from '../../markdown';
import type { Announcement } from '../../state';
import { useTranslator } from '../context';
import { IconButton } from '../IconButton';

export const NOTICE_ICONS: Record<Announcement['level'], string> = {
  info: 'info',
  warning: 'lucide:triangle-alert',
  danger: 'lucide:circle-alert',
};

/** What there is to know, until the user puts it away. */
export function NoticeView({
  notice: { level, title, message },
  onDismiss,
}: {
  notice: Announcement;
  onDismiss: () => void;
}) {
  const { t } = useTranslator();
  return (
    <div class="ck-notice" part="notice" data-level={level} role="status">
      <Icon name={NOTICE_ICONS[level] ?? 'info'} size={18} />
      <div class="ck-notice-body">
        {title !== null && <strong dir="auto">{title}</strong>}
        <Markdown text={message} />
      </div>
      <IconButton icon="close" size={16} label={t('error.dismiss')} onClick={onDismiss} />
    </div>
  );
}
