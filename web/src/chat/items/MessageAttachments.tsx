import { useState } from 'preact/hooks';
import { Icon } from '../../icons';
import type { Attachment } from '../../protocol';
import { useTranslator } from '../context';
import { FileName } from '../files/FileName';
import { fileIcon } from '../files/fileKind';
import { ImageDialog } from './ImageDialog';
import { isPictureUrl } from './pictures';

type ImageAttachment = Extract<Attachment, { type: 'image' }>;

/** The files of a message: images as pictures that open, everything else by its name. */
export function MessageAttachments({ attachments }: { attachments: readonly Attachment[] }) {
  const { t } = useTranslator();
  const [broken, setBroken] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<number | null>(null);
  const isShown = (attachment: Attachment): attachment is ImageAttachment =>
    attachment.type === 'image' &&
    isPictureUrl(attachment.preview_url) &&
    !broken.has(attachment.preview_url);
  const images = attachments.filter(isShown);

  return (
    <>
      <ul
        class="ck-attachments"
        part="attachments"
        aria-label={t('item.attachments')}
        data-several={images.length > 1 ? '' : undefined}
      >
        {attachments.map((attachment) =>
          isShown(attachment) ? (
            <li key={attachment.id} part="attachment" data-kind="image">
              <button
                type="button"
                aria-label={t('attachment.open', { name: attachment.name })}
                onClick={() => setOpen(images.indexOf(attachment))}
              >
                <img
                  src={attachment.preview_url}
                  alt={attachment.name}
                  loading="lazy"
                  referrerpolicy="no-referrer"
                  onError={() => setBroken(new Set([...broken, attachment.preview_url]))}
                />
              </button>
            </li>
          ) : (
            <li key={attachment.id} part="attachment" data-kind="file">
              <Icon name={fileIcon(attachment.mime_type, attachment.name)} size={18} />
              <FileName name={attachment.name} />
            </li>
          ),
        )}
      </ul>
      {open !== null && (
        <ImageDialog
          images={images.map(({ name, preview_url }) => ({
            url: preview_url,
            alt: name,
            fileName: name,
          }))}
          start={open}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}
