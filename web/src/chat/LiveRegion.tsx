import { useEffect, useRef, useState } from 'preact/hooks';
import { plainText } from '../markdown';
import { useConversation, useTranslator } from './context';

/**
 * Reads each answer out once, when it is finished: a live region that follows every delta would
 * interrupt itself all the time.
 */
export function LiveRegion() {
  const { t } = useTranslator();
  const entries = useConversation((state) => state.thread.entries);
  const open = useRef<ReadonlySet<string>>(new Set());
  const [announcement, setAnnouncement] = useState('');

  useEffect(() => {
    const wasOpen = open.current;
    const nowOpen = new Set<string>();
    for (const { key, item, status } of entries) {
      if (item.type !== 'assistant_message') continue;
      if (status === 'open') nowOpen.add(key);
      else if (wasOpen.has(key)) {
        const text = item.content.map((part) => plainText(part.text)).join(' ');
        setAnnouncement(t('turn.announce', { text }));
      }
    }
    open.current = nowOpen;
  }, [entries, t]);

  return (
    <div class="ck-sr" role="status" aria-live="polite">
      {announcement}
    </div>
  );
}
