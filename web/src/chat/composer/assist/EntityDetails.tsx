import type { Entity } from '@openai/chatkit';
import { Icon } from '../../../icons';
import { EntityPreview } from '../../items/EntityPreview';

/** How long an entity has to be looked at before the page is asked for more, in milliseconds. */
const REST = 120;

/** What the page shows of an entity that can be or is in the text; where it has nothing, its name. */
export function EntityDetails({ entity }: { entity: Entity }) {
  const { title, group, icon } = entity;
  const name = (
    <div class="ck-entity">
      {icon && <Icon name={icon} size={20} />}
      <bdi>{title}</bdi>
      {group && <small dir="auto">{group}</small>}
    </div>
  );
  return <EntityPreview entity={entity} fallback={name} rest={REST} />;
}
