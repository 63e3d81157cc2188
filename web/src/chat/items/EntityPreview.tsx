import type { Entity, Widgets } from '@openai/chatkit';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Markdown } from '../../markdown';
import { Widget } from '../../widgets';
import { useChat, useTranslator } from '../context';
import { widgetLabels } from './widgetLabels';

interface EntityPreviewProps {
  entity: Entity;
  /** Where the page has nothing to show. */
  fallback: ComponentChildren;
  /** How long it has to be looked at before the page is asked, in milliseconds. */
  rest?: number;
}

/** What the page has to show of an entity: a widget that it makes. */
export function EntityPreview({ entity, fallback, rest = 0 }: EntityPreviewProps) {
  const chat = useChat();
  const translator = useTranslator();
  const [preview, setPreview] = useState<Widgets.BasicRoot | null | 'loading'>('loading');
  const { id } = entity;
  useEffect(() => {
    let isCurrent = true;
    setPreview('loading');
    const ask = async () => {
      const found = await chat.entities.preview(entity);
      if (isCurrent) setPreview(found);
    };
    const timer = rest > 0 ? setTimeout(ask, rest) : void ask();
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [chat, id, rest]);

  if (preview === null) return <>{fallback}</>;
  if (preview === 'loading') {
    return (
      <div class="ck-skeleton" role="status" aria-label={translator.t('source.preview')}>
        <span />
        <span data-short="" />
      </div>
    );
  }
  return (
    <Widget
      widget={preview}
      itemId={`preview:${id}`}
      disabled
      dispatch={nothing}
      Markdown={Markdown}
      labels={widgetLabels(translator)}
      locale={translator.locale}
    />
  );
}

/** A preview is to be looked at: nothing in it acts. */
async function nothing(): Promise<void> {}
