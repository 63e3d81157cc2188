import { useEffect, useState } from 'preact/hooks';
import type { FeedbackKind } from '../protocol';
import { useChat, useConversation, useObservable, useTranslator } from './context';
import { IconButton } from './IconButton';
import { copyText, ignoreReported } from './model';
import { copyTextOf, type Turn } from './turns';

/** How long "copied" is shown, in milliseconds. */
const COPIED_FOR = 2_000;

interface TurnActionsProps {
  turn: Turn;
  answers: string | null;
}

/** What can be done with an answer: copy it, rate it, have it given again. */
export function TurnActions({ turn, answers }: TurnActionsProps) {
  const chat = useChat();
  const { t } = useTranslator();
  const options = useObservable(chat.options, (value) => value.threadItemActions);
  const isBusy = useConversation((state) => state.activity !== 'idle');
  const text = copyTextOf(turn);
  const showRetry = options?.retry === true && answers !== null;
  if (text === '' && !options?.feedback && !showRetry) return null;

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form, and this is none.
    <div class="ck-actions" part="actions" role="group" aria-label={t('message.actions')}>
      {text !== '' && <CopyButton text={text} />}
      {options?.feedback && <Feedback turn={turn} />}
      {showRetry && (
        <IconButton
          icon="lucide:rotate-ccw"
          size={16}
          label={t('message.retry')}
          disabled={isBusy}
          onClick={() => void chat.session.current.value.rerun(answers)}
        />
      )}
    </div>
  );
}

function CopyButton({ text }: { text: string }) {
  const { t } = useTranslator();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_FOR);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <IconButton
      icon={copied ? 'check' : 'lucide:copy'}
      size={16}
      label={copied ? t('message.copied') : t('message.copy')}
      onClick={async () => setCopied(await copyText(text))}
    />
  );
}

function Feedback({ turn }: { turn: Turn }) {
  const chat = useChat();
  const { t } = useTranslator();
  const ids = turn.entries.map((entry) => entry.item.id);
  const given = useConversation((state) => state.feedback.get(ids.at(-1) ?? ''));
  const give = (kind: FeedbackKind) =>
    chat.session.current.value.giveFeedback(ids, kind).catch(ignoreReported);
  return (
    <>
      <IconButton
        icon="lucide:thumbs-up"
        size={16}
        label={t('message.good')}
        pressed={given === 'positive'}
        onClick={() => give('positive')}
      />
      <IconButton
        icon="lucide:thumbs-down"
        size={16}
        label={t('message.bad')}
        pressed={given === 'negative'}
        onClick={() => give('negative')}
      />
    </>
  );
}
