import { Icon } from '../../../icons';
import { useChat, useObservable, useTranslator } from '../../context';
import { Chip } from '../Chip';

/** The files that go along with the message. */
export function AttachmentTray() {
  const { composer } = useChat();
  const { t } = useTranslator();
  const { attachments } = useObservable(composer.state);
  return attachments.map((attachment) => (
    <Chip
      key={attachment.id}
      media={
        attachment.type === 'image' ? (
          <img src={attachment.preview_url} alt="" />
        ) : (
          <Icon name="document" size={16} />
        )
      }
      removeLabel={t('composer.attachment.remove', { name: attachment.name })}
      onRemove={() =>
        composer.set({ attachments: attachments.filter(({ id }) => id !== attachment.id) })
      }
    >
      {attachment.name}
    </Chip>
  ));
}
