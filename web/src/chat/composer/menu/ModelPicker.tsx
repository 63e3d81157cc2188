import { Icon } from '../../../icons';
import { useChat, useObservable, useTranslator } from '../../context';
import { MenuButton } from './MenuButton';

/** Which model answers the next message. */
export function ModelPicker({ disabled }: { disabled: boolean }) {
  const chat = useChat();
  const { t } = useTranslator();
  const models = useObservable(chat.options, ({ composer }) => composer?.models) ?? [];
  useObservable(chat.composer.state, ({ modelId }) => modelId);
  if (models.length === 0) return null;

  const chosen = models.find(({ id }) => id === chat.modelId());
  return (
    <MenuButton
      label={chosen ? t('composer.model.chosen', { name: chosen.label }) : t('composer.model')}
      class="ck-pill"
      part="model-button"
      groups={[
        {
          label: t('composer.model'),
          items: models.map((model) => ({
            key: model.id,
            label: model.label,
            description: model.description,
            checked: model === chosen,
            disabled: model.disabled ?? false,
            run: () => chat.composer.set({ modelId: model.id }),
          })),
        },
      ]}
      disabled={disabled}
    >
      <bdi>{chosen?.label ?? t('composer.model')}</bdi>
      <Icon name="lucide:chevron-down" size={16} />
    </MenuButton>
  );
}
