import type { FeedbackKind } from '../protocol';
import { CopyButton } from './CopyButton';
import { useChat, useConversation, useObservable, useTranslator } from './context';
import { itemsToText } from './copy/text';
import { IconButton } from './IconButton';
import { ignoreReported } from './model';
import type { Turn } from './turns';

interface TurnActionsProps {
  turn: Turn;
  answers: string | null;
}

/** What can be done with an answer: copy it, rate it, have it given again, go on from it elsewhere. */
export function TurnActions({ turn, answers }: TurnActionsProps) {
  const chat = useChat();
  const { t } = useTranslator();
  const options = useObservable(chat.options, (value) => value.threadItemActions);
  const isBusy = useConversation((state) => state.activity !== 'idle');
  const isOpen = useConversation(
    (state) => (state.thread.meta?.status?.type ?? 'active') === 'active',
  );
  const text = itemsToText(turn.entries.map(({ item }) => item));
  const showRetry = options?.retry === true && answers !== null;
  const last = turn.entries.at(-1)?.item.id;
  const canBranch = isOpen && chat.editing.canBranch && last !== undefined;
  if (text === '' && !options?.feedback && !showRetry && !canBranch) return null;

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form, and this is none.
    <div class="ck-actions" part="actions" role="group" aria-label={t('message.actions')}>
      {text !== '' && <CopyButton text={text} rich />}
      {options?.feedback && <Feedback turn={turn} />}
      {showRetry && (
        <IconButton
          icon="lucide:rotate-ccw"
          size={16}
          label={t('message.retry')}
          disabled={isBusy}
          onClick={() => chat.session.current.value.rerun(answers).catch(ignoreReported)}
        />
      )}
      {canBranch && (
        <IconButton
          icon="lucide:git-branch"
          size={16}
          label={t('message.branch')}
          onClick={() => chat.session.branch(last).catch(ignoreReported)}
        />
      )}
    </div>
  );
}

function Feedback({ turn }: { turn: Turn }) {
  const chat = useChat();
  const { t } = useTranslator();
  const ids = turn.entries.map((entry) => entry.item.id);
  const given = useConversation((state) => state.feedback.get(ids.at(-1) ?? ''));
  const give = (kind: FeedbackKind) =>
    chat.session.giveFeedback({ itemIds: ids, kind }).catch(ignoreReported);
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
