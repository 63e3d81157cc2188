import { useMemo } from 'preact/hooks';
import { isAllowedImage } from '../../markdown';
import { useConversation } from '../context';

/** Whether a widget of the thread may load a picture; undefined while the thread lists no hosts. */
export function useAllowedImages(): ((url: string) => boolean) | undefined {
  const domains = useConversation((state) => state.thread.meta?.allowed_image_domains);
  return useMemo(() => domains && ((url) => isAllowedImage(url, domains)), [domains]);
}
