import { useId, useState } from 'preact/hooks';
import type { UserMessageContent, UserMessageItem } from '../../protocol';
import type { EntryStatus } from '../../state';
import { useTranslator } from '../context';
import { Unsent } from '../status/Unsent';
import { EntityTag } from './EntityTag';
import { MessageAttachments } from './MessageAttachments';

interface UserMessageProps {
  item: UserMessageItem;
  status: EntryStatus;
  entryKey: string;
}

export function UserMessage({ item, status, entryKey }: UserMessageProps) {
  const { attachments = [], quoted_text: quote, content } = item;
  return (
    <div class="ck-user" data-status={status}>
      {quote && (
        <blockquote class="ck-quote" part="quote" dir="auto">
          {quote}
        </blockquote>
      )}
      {attachments.length > 0 && <MessageAttachments attachments={attachments} />}
      {content.length > 0 && <Bubble content={content} />}
      {(status === 'failed' || status === 'queued') && (
        <Unsent entryKey={entryKey} queued={status === 'queued'} />
      )}
    </div>
  );
}

/** What is longer than this is folded: characters, and lines that the user made. */
const LONG_TEXT = 1_500;
const LONG_LINES = 20;

function Bubble({ content }: { content: readonly UserMessageContent[] }) {
  const { t } = useTranslator();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const text = content.map((part) => part.text).join('');
  const isLong = text.length > LONG_TEXT || text.split('\n', LONG_LINES + 1).length > LONG_LINES;
  return (
    <div class="ck-bubble" part="user-bubble" dir="auto">
      <div
        id={id}
        class="ck-bubble-text"
        data-folded={isLong && !isOpen ? '' : undefined}
        // What is focused must be seen.
        onFocusIn={() => setOpen(true)}
      >
        {content.map((part, index) =>
          part.type === 'input_tag' ? <EntityTag key={index} tag={part} /> : part.text,
        )}
      </div>
      {isLong && (
        <button
          type="button"
          class="ck-text-button"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
        >
          {t(isOpen ? 'message.less' : 'message.more')}
        </button>
      )}
    </div>
  );
}
