import { Icon } from '../../icons';
import { useChat, useConversation, useTranslator } from '../context';
import { useRules } from '../lazy';
import rules from './branched.css?inline';

/** Says what thread this one was made of, and leads back to it. */
export function BranchedFrom() {
  const chat = useChat();
  const { t } = useTranslator();
  useRules(rules);
  const origin = useConversation((state) => state.thread.meta?.metadata?.branched_from);
  if (!origin) return null;
  const { thread_id: threadId, title } = origin;
  return (
    <p class="ck-branched" part="branched-from">
      <button type="button" class="ck-text-button" onClick={() => chat.open(threadId)}>
        <Icon name="lucide:git-branch" size={14} />
        <bdi>{title ? t('thread.branched', { title }) : t('thread.branched.untitled')}</bdi>
      </button>
    </p>
  );
}
