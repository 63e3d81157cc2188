import { Icon } from '../../icons';
import type { ClientToolCallItem } from '../../protocol';
import { useConversation, useTranslator } from '../context';
import { outcomeOf, wordsOf } from './tool-calls';

/**
 * Work of the page's own for the assistant. It shows while it is done and where it came to nothing;
 * what it was given and what came of it is between the page and the assistant.
 */
export function ToolCall({ item }: { item: ClientToolCallItem }) {
  const { t } = useTranslator();
  const isRunning = useConversation(
    ({ activity, thread }) => activity !== 'idle' && thread.entries.at(-1)?.item.id === item.id,
  );
  const outcome = outcomeOf(item, isRunning);
  if (outcome === 'done') return null;
  return (
    <p class="ck-tool" part="tool-call" data-outcome={outcome} role="status">
      <Icon name={outcome === 'working' ? 'settings-slider' : 'info'} size={16} />
      <span dir="auto">{t(`tool.${outcome}`, { name: wordsOf(item.name) })}</span>
    </p>
  );
}
