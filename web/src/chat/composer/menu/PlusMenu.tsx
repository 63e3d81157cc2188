import { Icon } from '../../../icons';
import { useChat, useObservable, useTranslator } from '../../context';
import { useComposerActions } from '../actions';
import { MenuButton, type MenuGroup } from './MenuButton';

/** The "+": what can be added, and the tools. It is there if there is anything in it. */
export function PlusMenu({ disabled }: { disabled: boolean }) {
  const chat = useChat();
  const { t } = useTranslator();
  const actions = useComposerActions();
  const tools = useObservable(chat.options, ({ composer }) => composer?.tools) ?? [];
  const { toolId } = useObservable(chat.composer.state);
  const groups: MenuGroup[] = [
    {
      label: t('composer.add'),
      items: actions.map(({ id, icon, label, run }) => ({
        key: id,
        icon,
        label,
        run: () => run?.(),
      })),
    },
    {
      label: t('composer.tools'),
      items: tools
        .filter(({ pinned }) => !pinned)
        .map(({ id, icon, label }) => ({
          key: id,
          icon,
          label,
          checked: id === toolId,
          run: () => {
            chat.selectTool(id === toolId ? null : id);
            chat.composer.input?.focus();
          },
        })),
    },
  ].filter(({ items }) => items.length > 0);
  if (groups.length === 0) return null;
  return (
    <MenuButton
      label={t(actions.length > 0 ? 'composer.add' : 'composer.tools')}
      class="ck-icon-button"
      part="plus-button"
      groups={groups}
      disabled={disabled}
    >
      <Icon name="plus" size={20} />
    </MenuButton>
  );
}
