import type { Command, Entity } from '@openai/chatkit';
import type { ComposerAction } from '../actions';

/** One line of a menu. */
export type Option = {
  /** Tells it from the others of its menu. */
  readonly key: string;
  readonly label: string;
  readonly description?: string | undefined;
  readonly icon?: string | undefined;
  readonly group?: string | undefined;
  readonly disabled?: boolean;
} & (
  | { readonly type: 'entity'; readonly entity: Entity }
  | { readonly type: 'command'; readonly command: Command }
  | { readonly type: 'action'; readonly action: ComposerAction }
);

/** Entities as the page has found them. What has no title or id is left out. */
export function entityOptions(found: readonly Entity[] | undefined): Option[] {
  return grouped(
    (found ?? [])
      .filter((entity) => isText(entity?.id) && isText(entity.title))
      .map((entity) => ({
        type: 'entity',
        key: `entity:${entity.id}`,
        label: entity.title,
        icon: entity.icon,
        group: entity.group,
        entity,
      })),
  );
}

export function commandOptions(found: readonly Command[] | undefined): Option[] {
  return grouped(
    (found ?? [])
      .filter((command) => isText(command?.id) && isText(command.label))
      .map((command) => ({
        type: 'command',
        key: `command:${command.id}`,
        label: command.label,
        description: command.description,
        icon: command.icon,
        group: command.group,
        command,
      })),
  );
}

export function actionOptions(actions: readonly ComposerAction[]): Option[] {
  return actions.map((action) => ({
    type: 'action',
    key: `action:${action.id}`,
    label: action.label,
    description: action.description,
    icon: action.icon,
    action,
  }));
}

/** The options that what was typed is in; those of a menu of ours count with those they lead to. */
export function matching(options: readonly Option[], query: string): Option[] {
  if (query === '') return [...options];
  const sought = plain(query.trim());
  return options.flatMap((option) => {
    if (plain(option.label).includes(sought)) return [option];
    const inner = option.type === 'action' ? (option.action.actions ?? []) : [];
    return matching(actionOptions(inner), query);
  });
}

/** Whether an option is called just what was typed behind the slash. */
export function isNamed(label: string, query: string): boolean {
  return query !== '' && plain(label).replace(/^\//, '') === plain(query.trim());
}

/** Case and accents do not matter to who searches. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}

/** Members of a group stand together, where its first one is; those of none come first. */
function grouped(options: readonly Option[]): Option[] {
  const groups = new Map<string, Option[]>([['', []]]);
  for (const option of options) {
    const name = option.group ?? '';
    groups.set(name, [...(groups.get(name) ?? []), option]);
  }
  return [...groups.values()].flat();
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
