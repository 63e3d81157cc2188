import { ChatKitError } from '../../../protocol';
import type { Uploads } from './uploads';

/**
 * Attaches files of the page, and waits until they are there or were taken out again.
 *
 * @throws ChatKitError when one was refused, or could not be uploaded.
 */
export async function attachFiles(uploads: Uploads, files: readonly File[]): Promise<void> {
  if (!uploads.enabled) {
    throw new ChatKitError('attachments_disabled', 'Nothing can be attached at the moment.');
  }
  const { keys, refused } = uploads.add(files);
  for (const { file, failure } of await uploads.settled(keys)) {
    if (!failure) continue;
    const { code, message, requestId } = failure;
    const reason = message === null ? '' : `: ${message}`;
    throw new ChatKitError(code, `“${file.name}” was not uploaded${reason}`, { requestId });
  }
  for (const { name, reason } of refused) {
    throw new ChatKitError('attachment_refused', `“${name}” was not attached (${reason}).`);
  }
}
