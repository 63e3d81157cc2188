import { useLayoutEffect } from 'preact/hooks';
import { useChat, useObservable, useTranslator } from '../../context';
import { type ComposerAction, useComposerActions } from '../actions';
import type { Suggestions } from './suggestions';

/** The commands that "/" offers besides those of the page: what the composer's buttons do. */
export function useBuiltInCommands(suggestions: Suggestions): void {
  const chat = useChat();
  const { t } = useTranslator();
  const { commands, composer, entities, history, header } = useObservable(chat.options);
  const { toolId } = useObservable(chat.composer.state);
  const added = useComposerActions();
  const { tools = [], models = [] } = composer ?? {};

  const toggle = (id: string) => () => chat.selectTool(id === toolId ? null : id);
  const own: (ComposerAction | false)[] = [
    ...added,
    tools.length > 0 && {
      id: 'tools',
      icon: 'settings-slider',
      label: t('command.tool'),
      actions: tools.map(({ id, icon, label }) => ({
        id: `tool:${id}`,
        icon,
        label: id === toolId ? t('composer.tool.remove', { name: label }) : label,
        run: toggle(id),
      })),
    },
    models.length > 0 && {
      id: 'models',
      icon: 'cube',
      label: t('command.model'),
      actions: models
        .filter(({ disabled }) => !disabled)
        .map(({ id, label, description }) => ({
          id: `model:${id}`,
          icon: id === chat.modelId() ? 'check' : 'cube',
          label,
          ...(description === undefined ? {} : { description }),
          run: () => chat.composer.set({ modelId: id }),
        })),
    },
    entities?.onTagSearch !== undefined && {
      id: 'mention',
      icon: 'lucide:at-sign',
      label: t('composer.mention'),
      run: () => chat.mention(),
    },
    header?.enabled !== false && {
      id: 'new-chat',
      icon: 'write',
      label: t('chat.new'),
      run: () => chat.open(null),
    },
    history?.enabled !== false && {
      id: 'history',
      icon: 'history',
      label: t('history.open'),
      run: () => chat.setHistoryOpen(true),
    },
  ];
  useLayoutEffect(() => {
    suggestions.actions = commands?.enabled ? own.filter((action) => action !== false) : [];
  });
}
