import type { Entity, Widgets } from '@openai/chatkit';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../../../icons';
import { Markdown } from '../../../markdown';
import { Widget } from '../../../widgets';
import { useChat, useTranslator } from '../../context';
import { widgetLabels } from '../../items/widgetLabels';

/** How long an entity has to be looked at before the page is asked for more, in milliseconds. */
const REST = 120;

/** What the page shows of an entity; until then, and where there is nothing, its name. */
export function EntityPreview({ entity }: { entity: Entity }) {
  const { entities } = useChat();
  const translator = useTranslator();
  const [preview, setPreview] = useState<Widgets.BasicRoot | null | undefined>();
  useEffect(() => {
    let isShown = true;
    const timer = setTimeout(async () => {
      const found = await entities.preview(entity);
      if (isShown) setPreview(found);
    }, REST);
    return () => {
      isShown = false;
      clearTimeout(timer);
    };
  }, [entities, entity]);

  if (preview) {
    return (
      <Widget
        widget={preview}
        itemId={`preview:${entity.id}`}
        disabled
        dispatch={nothing}
        Markdown={Markdown}
        labels={widgetLabels(translator)}
      />
    );
  }
  return (
    <div class="ck-entity" aria-busy={preview === undefined}>
      {entity.icon && <Icon name={entity.icon} size={20} />}
      <bdi>{entity.title}</bdi>
      {entity.group && <small dir="auto">{entity.group}</small>}
    </div>
  );
}

/** A preview is to be looked at: nothing in it acts. */
async function nothing(): Promise<void> {}
