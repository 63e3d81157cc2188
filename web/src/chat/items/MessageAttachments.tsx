import { Icon } from '../../icons';
import type { Attachment } from '../../protocol';
import { useTranslator } from '../context';

/** The files of a message. */
export function MessageAttachments({ attachments }: { attachments: readonly Attachment[] }) {
  const { t } = useTranslator();
  return (
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
  );
}
