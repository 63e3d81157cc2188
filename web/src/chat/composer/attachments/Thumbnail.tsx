import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../../../icons';
import { fileIcon } from '../../files/fileKind';

/** Pixels along each side: twice of what is shown, for sharp displays. */
const SIZE = 96;

interface ThumbnailProps {
  name: string;
  mimeType: string;
  /** The picture of an image that is at hand; otherwise that of `previewUrl`, if there is one. */
  file: File | undefined;
  previewUrl: string | undefined;
}

/** A small picture of a file: what it shows if it is an image, otherwise an icon of its type. */
export function Thumbnail({ name, mimeType, file, previewUrl }: ThumbnailProps) {
  const [failed, setFailed] = useState<'file' | 'both' | null>(null);
  const isImage = mimeType.startsWith('image/');
  if (isImage && file && failed === null && typeof createImageBitmap === 'function') {
    return <Picture file={file} onError={() => setFailed('file')} />;
  }
  if (previewUrl !== undefined && failed !== 'both') {
    return <img src={previewUrl} alt="" onError={() => setFailed('both')} />;
  }
  return <Icon name={fileIcon(mimeType, name)} size={20} />;
}

/**
 * An image drawn from its file. Not an `img` with a `blob:` address: pages with a strict content
 * security policy do not load those.
 */
function Picture({ file, onError }: { file: File; onError: () => void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let isGone = false;
    createImageBitmap(file).then(
      (bitmap) => {
        const context = isGone ? null : canvas.current?.getContext('2d');
        if (context) drawCover(context, bitmap);
        bitmap.close();
      },
      () => {
        if (!isGone) onError();
      },
    );
    return () => {
      isGone = true;
    };
  }, [file]);
  return <canvas ref={canvas} width={SIZE} height={SIZE} />;
}

/** Fills the square with the middle of the picture. */
function drawCover(context: CanvasRenderingContext2D, picture: ImageBitmap): void {
  const side = Math.min(picture.width, picture.height);
  const left = (picture.width - side) / 2;
  const top = (picture.height - side) / 2;
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, left, top, side, side, 0, 0, SIZE, SIZE);
}
