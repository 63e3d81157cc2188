import { useCallback, useEffect, useRef } from 'react';
import { useLatest } from './useLatest';

/**
 * Tells the page's other tabs that something has changed, and hears of it from them. Nothing of what
 * changed goes out: who hears of it asks the server.
 *
 * @returns What tells them.
 */
export function useOtherTabs(topic: string, onNews: () => void): () => void {
  const listener = useLatest(onNews);
  const channel = useRef<BroadcastChannel | null>(null);
  useEffect(() => {
    if (typeof BroadcastChannel === 'undefined') return;
    const opened = new BroadcastChannel(topic);
    opened.addEventListener('message', () => listener.current());
    channel.current = opened;
    return () => {
      channel.current = null;
      opened.close();
    };
  }, [topic, listener]);
  return useCallback(() => channel.current?.postMessage('changed'), []);
}
