import { useEffect, useRef, useState } from 'preact/hooks';
import { useConversation, useTranslator } from './context';
import { SentenceReader } from './thread/sentences';

/** Sentences that finish sooner after each other are read out together, in milliseconds. */
const BREATH = 1000;

/** What was read out of the latest answer; another answer is another number, even in the same words. */
interface Heard {
  readonly answer: number;
  readonly lines: readonly string[];
}

/**
 * Reads an answer out sentence by sentence, each when it is finished: a live region that followed
 * every delta would interrupt itself all the time.
 */
export function LiveRegion() {
  const { t } = useTranslator();
  const entries = useConversation((state) => state.thread.entries);
  const readers = useRef(new Map<string, SentenceReader>()).current;
  const lastRead = useRef(0);
  const [{ answer, lines }, setHeard] = useState<Heard>({ answer: 0, lines: [] });

  useEffect(() => {
    const isTime = performance.now() - lastRead.current >= BREATH;
    for (const { key, item, status } of entries) {
      if (item.type !== 'assistant_message') continue;
      const isOpen = status === 'open';
      const known = readers.get(key);
      if (isOpen ? known && !isTime : !known) continue;
      const reader = known ?? new SentenceReader();
      if (isOpen) readers.set(key, reader);
      else readers.delete(key);
      const isFirst = !reader.hasRead;
      const text = reader.next(item.content.map((part) => part.text).join('\n\n'), !isOpen);
      if (text === '') continue;
      lastRead.current = performance.now();
      setHeard((before) =>
        isFirst
          ? { answer: before.answer + 1, lines: [t('turn.announce', { text })] }
          : { ...before, lines: [...before.lines, text] },
      );
    }
  }, [entries, readers, t]);

  return (
    <div class="ck-sr" role="status" aria-live="polite" aria-atomic="false">
      {lines.map((line, index) => (
        <p key={`${answer} ${index}`}>{line}</p>
      ))}
    </div>
  );
}
