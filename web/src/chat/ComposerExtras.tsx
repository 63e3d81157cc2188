import { Icon } from '../icons';
import { useChat, useObservable, useTranslator } from './context';
import { IconButton } from './IconButton';

/** What goes along with the text: a quoted passage, files that the server has, the selected tool. */
export function ComposerExtras() {
  const chat = useChat();
  const { composer } = chat;
  const { t } = useTranslator();
  const { quote, attachments, toolId } = useObservable(composer.state);
  const tools = useObservable(chat.options, (value) => value.composer?.tools);
  const tool = tools?.find(({ id }) => id === toolId);
  if (quote === null && attachments.length === 0 && !tool) return null;

  return (
    <div class="ck-extras">
      {quote !== null && (
        <div class="ck-chip" data-wide>
          <Icon name="lucide:corner-down-right" size={16} />
          <span dir="auto">
            <span class="ck-sr">{t('composer.quote')} </span>
            {quote}
          </span>
          <IconButton
            icon="close"
            size={14}
            label={t('composer.quote.remove')}
            onClick={() => composer.set({ quote: null })}
          />
        </div>
      )}
      {attachments.map((attachment) => (
        <div key={attachment.id} class="ck-chip">
          {attachment.type === 'image' ? (
            <img src={attachment.preview_url} alt="" />
          ) : (
            <Icon name="document" size={16} />
          )}
          <span dir="auto">{attachment.name}</span>
          <IconButton
            icon="close"
            size={14}
            label={t('composer.attachment.remove', { name: attachment.name })}
            onClick={() =>
              composer.set({ attachments: attachments.filter(({ id }) => id !== attachment.id) })
            }
          />
        </div>
      ))}
      {tool && (
        <div class="ck-chip" data-accent>
          <Icon name={tool.icon} size={16} />
          <span dir="auto">{tool.shortLabel ?? tool.label}</span>
          <IconButton
            icon="close"
            size={14}
            label={t('composer.tool.remove', { name: tool.label })}
            onClick={() => chat.selectTool(null)}
          />
        </div>
      )}
    </div>
  );
}
