import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../../icons';
import { useTranslator } from '../context';
import { IconButton } from '../IconButton';

export interface ShownImage {
  readonly url: string;
  /** What is to be seen in it. */
  readonly alt: string;
  /** What it is called when it is saved. */
  readonly fileName: string;
}

interface ImageDialogProps {
  images: readonly ShownImage[];
  /** Which of them is shown first. */
  start?: number;
  onClose: () => void;
}

/** Images as large as the page, one at a time. Escape, or a click beside them, closes it. */
export function ImageDialog({ images, start = 0, onClose }: ImageDialogProps) {
  const { t, direction } = useTranslator();
  const dialog = useRef<HTMLDialogElement>(null);
  const [place, setPlace] = useState(start);
  useEffect(() => dialog.current?.showModal?.(), []);
  const image = images[place];
  if (!image) return null;
  const go = (step: number) => setPlace((place + step + images.length) % images.length);

  return (
    <dialog
      ref={dialog}
      class="ck-lightbox"
      part="image-dialog"
      aria-label={image.alt}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) dialog.current?.close();
      }}
      onKeyDown={(event) => {
        // Escape closes this and does not stop the answer behind it, whose other keys rest as well.
        event.stopPropagation();
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (step) go(direction === 'rtl' ? -step : step);
      }}
    >
      <div class="ck-lightbox-actions">
        {images.length > 1 && (
          <>
            <IconButton
              icon="chevron-left"
              size={18}
              label={t('image.previous')}
              onClick={() => go(-1)}
            />
            <IconButton
              icon="chevron-right"
              size={18}
              label={t('image.next')}
              onClick={() => go(1)}
            />
          </>
        )}
        <DownloadLink url={image.url} fileName={image.fileName} />
        <IconButton
          icon="close"
          size={18}
          label={t('image.close')}
          onClick={() => dialog.current?.close()}
        />
      </div>
      <img src={image.url} alt={image.alt} referrerpolicy="no-referrer" />
    </dialog>
  );
}

/** Saves the picture; one of another origin opens instead, as browsers have it. */
export function DownloadLink({ url, fileName }: { url: string; fileName: string }) {
  const { t } = useTranslator();
  return (
    <a
      class="ck-icon-button"
      href={url}
      download={fileName}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={t('image.download')}
      title={t('image.download')}
    >
      <Icon name="lucide:download" size={18} />
    </a>
  );
}
