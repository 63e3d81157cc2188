import type { Entity } from '@openai/chatkit';
import type { UserMessageContent } from '../../protocol';
import { useChat } from '../context';
import { HoverCard } from '../HoverCard';
import { EntityPreview } from './EntityPreview';

type TagContent = Extract<UserMessageContent, { type: 'input_tag' }>;

/** An entity in a message of the user: pressed and previewed where the page has something for it. */
export function EntityTag({ tag }: { tag: TagContent }) {
  const { entities } = useChat();
  const entity = entityOf(tag);
  const canClick = entities.canClick(entity);
  const name = (
    <span class="ck-tag" part="tag" dir="auto">
      {tag.text}
    </span>
  );
  if (tag.interactive && entities.canPreview) {
    return (
      <HoverCard
        label={tag.text}
        trigger={({ onClick, ...props }) => (
          <button
            {...props}
            type="button"
            class="ck-tag-button"
            onClick={canClick ? () => entities.click(entity) : onClick}
          >
            {name}
          </button>
        )}
      >
        {() => <EntityPreview entity={entity} fallback={<TagDetails tag={tag} />} />}
      </HoverCard>
    );
  }
  if (!canClick) return name;
  return (
    <button type="button" class="ck-tag-button" onClick={() => entities.click(entity)}>
      {name}
    </button>
  );
}

function TagDetails({ tag: { text, group } }: { tag: TagContent }) {
  return (
    <div class="ck-source-card">
      <p class="ck-source-title" dir="auto">
        {text}
      </p>
      {group !== undefined && (
        <p class="ck-source-more" dir="auto">
          {group}
        </p>
      )}
    </div>
  );
}

function entityOf({ id, text, group, interactive = false, data }: TagContent): Entity {
  return {
    id,
    title: text,
    interactive,
    ...(group === undefined ? {} : { group }),
    // What the server sends may be more than the strings that the type promises.
    data: data as Record<string, string>,
  };
}
