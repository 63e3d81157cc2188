import { Icon } from '../../icons';
import type { EntitySource } from '../../protocol';
import { useChat, useTranslator } from '../context';
import { HoverCard, type HoverCardTrigger } from '../HoverCard';
import { SourceCard } from './SourceCard';
import { entityOfSource, type NumberedSource } from './sources';

interface SourceMarkProps {
  numbered: NumberedSource;
}

/** A source where the text names it: its number, or what it calls itself. */
export function SourceMark({ numbered }: SourceMarkProps) {
  const { entities } = useChat();
  const { t } = useTranslator();
  const { source, number } = numbered;
  const { title } = source;
  const entity = source.type === 'entity' ? entityOfSource(source) : null;
  const label = number === null ? title : t('source.mark', { number, title });
  const press = (toggle: () => void) => () => {
    if (entity && entities.canClick(entity)) entities.click(entity);
    else toggle();
  };
  return (
    <HoverCard
      label={label}
      trigger={({ onClick, ...props }: HoverCardTrigger) => (
        <button
          {...props}
          type="button"
          class="ck-mark"
          part="source-mark"
          data-named={number === null ? '' : undefined}
          aria-label={label}
          onClick={press(onClick)}
        >
          {number ?? <EntityFace source={source as EntitySource} />}
        </button>
      )}
    >
      {() => <SourceCard source={source} />}
    </HoverCard>
  );
}

function EntityFace({ source: { icon, inline_label: label } }: { source: EntitySource }) {
  return (
    <>
      {icon !== undefined && <Icon name={icon} />}
      {label !== undefined && <span dir="auto">{label}</span>}
    </>
  );
}
