import { type Attachment, mimeTypeOf } from '../../../protocol';
import type { Upload } from './uploads';

/** One file in the tray, wherever it comes from. */
export interface Tile {
  readonly key: string;
  readonly name: string;
  readonly mimeType: string;
  readonly previewUrl: string | undefined;
  /** The file itself and its way to the server, if it was chosen on this page. */
  readonly upload: Upload | null;
}

/** The files of a draft: those that the server has, and those on their way, as they were chosen. */
export function tilesOf(
  attachments: readonly Attachment[],
  uploads: readonly Upload[],
): readonly Tile[] {
  const chosen = new Set(uploads.map(({ attachment }) => attachment?.id));
  const given = attachments.filter(({ id }) => !chosen.has(id));
  // One that is done and not among the attachments belongs to a message already.
  const ours = uploads.filter(
    ({ attachment }) => !attachment || attachments.some(({ id }) => id === attachment.id),
  );
  return [
    ...given.map((attachment) => ({
      key: attachment.id,
      name: attachment.name,
      mimeType: attachment.mime_type,
      previewUrl: attachment.type === 'image' ? attachment.preview_url : undefined,
      upload: null,
    })),
    ...ours.map((upload) => ({
      key: `upload_${upload.key}`,
      name: upload.file.name,
      mimeType: mimeTypeOf(upload.file),
      previewUrl: upload.attachment?.type === 'image' ? upload.attachment.preview_url : undefined,
      upload,
    })),
  ];
}
