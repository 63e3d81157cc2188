import type { Failure } from '../../../state';
import { useTranslator } from '../../context';
import { FileName } from '../../files/FileName';
import { IconButton } from '../../IconButton';
import { ProgressRing } from './ProgressRing';
import { Thumbnail } from './Thumbnail';
import type { Tile } from './tiles';
import type { Upload } from './uploads';

interface AttachmentTileProps {
  tile: Tile;
  onRemove: (button: HTMLElement) => void;
  onRetry: () => void;
}

/** A file in the tray: what it is, how far it has got, and what can be done about it. */
export function AttachmentTile({ tile, onRemove, onRetry }: AttachmentTileProps) {
  const { t } = useTranslator();
  const { name, mimeType, previewUrl, upload } = tile;
  const status = upload?.status ?? 'done';
  const isUnderWay = status === 'uploading' || status === 'waiting';
  const removeLabel = t(isUnderWay ? 'attachment.cancel' : 'composer.attachment.remove', { name });
  return (
    <li class="ck-file" part="attachment" data-status={status}>
      <span class="ck-file-picture">
        <Thumbnail name={name} mimeType={mimeType} file={upload?.file} previewUrl={previewUrl} />
        {isUnderWay && (
          <ProgressRing
            label={t('attachment.uploading', { name })}
            part={upload?.progress ?? null}
          />
        )}
      </span>
      <span class="ck-file-text">
        <FileName name={name} />
        {upload && <Detail upload={upload} />}
      </span>
      {status === 'failed' && (
        <IconButton
          icon="lucide:rotate-cw"
          size={16}
          label={t('attachment.retry', { name })}
          onClick={onRetry}
        />
      )}
      <IconButton icon="close" size={16} label={removeLabel} onClick={onRemove} />
    </li>
  );
}

function Detail({ upload }: { upload: Upload }) {
  const { t, size } = useTranslator();
  if (upload.failure) return <FailureDetail failure={upload.failure} />;
  return (
    <span class="ck-file-detail">
      {upload.status === 'waiting' ? t('attachment.waiting') : size(upload.file.size)}
    </span>
  );
}

function FailureDetail({ failure }: { failure: Failure }) {
  const { t } = useTranslator();
  const { message, requestId } = failure;
  return (
    <span class="ck-file-detail">
      <span dir="auto">{message ?? t('attachment.failed.network')}</span>
      {requestId !== null && (
        <span class="ck-request-id">{t('error.request', { id: requestId })}</span>
      )}
    </span>
  );
}
