import { Icon } from '../../icons';
import { useChat, useObservable, useTranslator } from '../context';
import { AttachmentTray } from './attachments/AttachmentTray';
import { Chip } from './Chip';

/** What goes along with the text: a quoted passage, files, the selected tool. */
export function Tray() {
  const chat = useChat();
  const { composer } = chat;
  const { t } = useTranslator();
  const { quote, toolId } = useObservable(composer.state);
  const tools = useObservable(chat.options, (value) => value.composer?.tools);
  // A pinned tool has a button that shows it.
  const tool = tools?.find(({ id, pinned }) => id === toolId && !pinned);

  return (
    <div class="ck-tray">
      {quote !== null && (
        <Chip
          wide
          media={<Icon name="lucide:corner-down-right" size={16} />}
          removeLabel={t('composer.quote.remove')}
          onRemove={() => composer.set({ quote: null })}
        >
          <bdi class="ck-sr">{t('composer.quote')} </bdi>
          {quote}
        </Chip>
      )}
      <AttachmentTray />
      {tool && (
        <Chip
          accent
          media={<Icon name={tool.icon} size={16} />}
          removeLabel={t('composer.tool.remove', { name: tool.label })}
          onRemove={() => chat.selectTool(null)}
        >
          {tool.shortLabel ?? tool.label}
        </Chip>
      )}
    </div>
  );
}
