import type { UploadRoute } from '../../../protocol';
import type { ChatOptions } from '../../model/options';

/** How the page's options have files uploaded; null where they do not say. */
export function uploadRouteOf(api: ChatOptions['api']): UploadRoute | null {
  if (!api) return null;
  if ('getClientSecret' in api) return { type: 'two_phase' };
  const { uploadStrategy, fetch } = api;
  if (uploadStrategy?.type === 'direct') {
    return { type: 'direct', url: uploadStrategy.uploadUrl, fetch };
  }
  return uploadStrategy ? { type: 'two_phase' } : null;
}
