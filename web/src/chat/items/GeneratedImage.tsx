import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../../icons';
import type { GeneratedImageItem } from '../../protocol';
import type { EntryStatus } from '../../state';
import { useTranslator } from '../context';
import { IconButton } from '../IconButton';
import { DownloadLink, ImageDialog } from './ImageDialog';
import { isPictureUrl } from './pictures';

interface GeneratedImageProps {
  item: GeneratedImageItem;
  status: EntryStatus;
}

/** A picture that the assistant makes: its place, how far it is, what there is of it, and all of it. */
export function GeneratedImage({ item: { image, progress }, status }: GeneratedImageProps) {
  const { t } = useTranslator();
  const isPending = status === 'open';
  const [shape, setShape] = useState<string>();
  const [failed, setFailed] = useState<string>();
  const url = image && isPictureUrl(image.url) ? image.url : null;
  const isBroken = !isPending && (url === null || failed === url);

  return (
    <figure class="ck-image" part="image" data-pending={isPending ? '' : undefined}>
      <Frame shape={shape}>
        {url !== null && !isBroken && (
          <Picture url={url} onShape={setShape} onFail={() => setFailed(url)} />
        )}
        {isPending && <Progress value={progress} />}
        {isBroken && (
          <div class="ck-image-failed">
            <Icon name="lucide:image-off" size={24} />
            <p>{t(image ? 'image.failed' : 'image.unfinished')}</p>
            {url !== null && (
              <button type="button" class="ck-button" onClick={() => setFailed(undefined)}>
                {t('error.retry')}
              </button>
            )}
          </div>
        )}
      </Frame>
      {url !== null && !isPending && !isBroken && <ImageActions url={url} name={image?.id ?? ''} />}
    </figure>
  );
}

/** Holds the picture's place, in its shape once that is known, so that nothing below it jumps. */
function Frame({ shape, children }: { shape: string | undefined; children: ComponentChildren }) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (frame.current) frame.current.style.aspectRatio = shape ?? '';
  }, [shape]);
  return (
    <div ref={frame} class="ck-image-frame">
      {children}
    </div>
  );
}

interface PictureProps {
  url: string;
  onShape: (shape: string) => void;
  onFail: () => void;
}

/** The newest picture that has loaded; the one before it stays until then. */
function Picture({ url, onShape, onFail }: PictureProps) {
  const { t } = useTranslator();
  const [shown, setShown] = useState<string>();
  return (
    <>
      {shown !== undefined && shown !== url && <img key={shown} src={shown} alt="" />}
      <img
        key={url}
        src={url}
        alt={t('item.image')}
        data-loading={shown === url ? undefined : ''}
        referrerpolicy="no-referrer"
        onLoad={({ currentTarget: { isConnected, naturalWidth, naturalHeight } }) => {
          // One that has made room for a newer one may still load, and even after it.
          if (!isConnected) return;
          if (naturalWidth > 0) onShape(`${naturalWidth} / ${naturalHeight}`);
          setShown(url);
        }}
        onError={onFail}
      />
    </>
  );
}

function Progress({ value }: { value: number | undefined }) {
  const { t } = useTranslator();
  return (
    <div class="ck-image-progress">
      <span>{t('item.image.pending')}</span>
      <progress
        aria-label={t('item.image.pending')}
        {...(value === undefined ? {} : { value: Math.min(1, Math.max(0, value)) })}
      />
    </div>
  );
}

function ImageActions({ url, name }: { url: string; name: string }) {
  const { t } = useTranslator();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <div class="ck-image-actions">
        <IconButton
          icon="expand-small"
          size={18}
          label={t('image.open')}
          onClick={() => setOpen(true)}
        />
        <DownloadLink url={url} fileName={name} />
      </div>
      {isOpen && (
        <ImageDialog
          images={[{ url, alt: t('item.image'), fileName: name }]}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
