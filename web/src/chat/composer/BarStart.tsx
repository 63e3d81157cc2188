import { Icon } from '../../icons';
import { useChat, useObservable, useTranslator } from '../context';
import { IconButton } from '../IconButton';
import { ModelPicker } from './menu/ModelPicker';
import { PlusMenu } from './menu/PlusMenu';
import type { Availability } from './useAvailability';

/** What can be added to a message: files, tools, a model, a mention. */
export function BarStart({ availability }: { availability: Availability }) {
  const chat = useChat();
  const { t } = useTranslator();
  const isLocked = availability.locked !== null;
  const { toolId } = useObservable(chat.composer.state);
  const tools = useObservable(chat.options, ({ composer }) => composer?.tools);
  const entities = useObservable(chat.options, (value) => value.entities);

  return (
    <div class="ck-bar" data-side="start">
      <PlusMenu disabled={isLocked} />
      {tools
        ?.filter(({ pinned }) => pinned)
        .map(({ id, label, shortLabel, icon }) => (
          <button
            key={id}
            type="button"
            class="ck-pill"
            part="tool-button"
            aria-label={label}
            aria-pressed={toolId === id}
            title={label}
            disabled={isLocked}
            onClick={() => chat.selectTool(toolId === id ? null : id)}
          >
            <Icon name={icon} size={18} />
            <bdi>{shortLabel ?? label}</bdi>
          </button>
        ))}
      <ModelPicker disabled={isLocked} />
      {entities?.showComposerMenu && entities.onTagSearch && (
        <IconButton
          icon="lucide:at-sign"
          label={t('composer.mention')}
          disabled={isLocked}
          onClick={() => chat.mention()}
        />
      )}
    </div>
  );
}
