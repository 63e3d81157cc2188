import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from '../../../icons';
import { useChat, useObservable, useTranslator } from '../../context';
import { IconButton } from '../../IconButton';
import type { Option, SuggestionsState } from '../../model';
import { EntityDetails } from '../text/EntityDetails';
import { useFloating } from './floating';
import { LIST_ID, optionId } from './useSuggestionKeys';

interface SuggestionsProps {
  /** The place of a character of the text. */
  anchor: (offset: number) => DOMRect | null;
}

/** What can be chosen where "@" or "/" was typed. */
export function Suggestions({ anchor }: SuggestionsProps) {
  const { suggestions } = useChat();
  const open = useObservable(suggestions.state);
  return (
    <>
      <Announcement open={open} />
      {open && <Menu key={`${open.kind}:${open.start}`} open={open} anchor={anchor} />}
    </>
  );
}

/** Says how much there is to choose from; the option itself is read as the active one. */
function Announcement({ open }: { open: SuggestionsState | null }) {
  const { t } = useTranslator();
  const settled = open && !open.loading && open.pending === null;
  return (
    <span class="ck-sr" role="status">
      {settled && open.failed && t('suggestions.failed')}
      {settled && !open.failed && t('suggestions.count', { count: open.options.length })}
    </span>
  );
}

function Menu({ open, anchor }: SuggestionsProps & { open: SuggestionsState }) {
  const { suggestions, entities } = useChat();
  const { t } = useTranslator();
  const popover = useRef<HTMLDivElement>(null);
  const { options, active, loading, failed, kind, path } = open;
  useFloating(popover, { anchor: () => anchor(open.start) }, [open]);
  useLayoutEffect(() => {
    const option = popover.current?.querySelector(`#${optionId(active)}`);
    option?.scrollIntoView?.({ block: 'nearest' });
  }, [active]);
  const option = options[active];

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only keeps the focus where it is.
    <div
      ref={popover}
      class="ck-popover ck-suggestions"
      part="suggestions"
      popover="manual"
      // The text keeps the focus, and with it the cursor.
      onPointerDown={(event) => event.preventDefault()}
      onMouseDown={(event) => event.preventDefault()}
    >
      <div class="ck-suggestions-main">
        {path.length > 0 && <Path path={path.map(({ label }) => label)} />}
        <div
          id={LIST_ID}
          class="ck-menu-list"
          role="listbox"
          aria-label={t(kind === 'entity' ? 'suggestions.entities' : 'suggestions.commands')}
          aria-busy={loading || open.pending !== null}
        >
          {options.map((one, index) => (
            <Row
              key={one.key}
              option={one}
              index={index}
              isActive={index === active}
              isPending={one.key === open.pending}
              heading={one.group !== options[index - 1]?.group ? one.group : undefined}
            />
          ))}
        </div>
        {loading && options.length === 0 && <Skeleton />}
        {failed && <p class="ck-menu-note">{t('suggestions.failed')}</p>}
        {!loading && !failed && options.length === 0 && (
          <p class="ck-menu-note">{t('suggestions.empty')}</p>
        )}
      </div>
      {option?.type === 'entity' && entities.canPreview && (
        <div class="ck-suggestions-preview">
          <EntityDetails key={option.key} entity={option.entity} />
        </div>
      )}
    </div>
  );

  function Path({ path: labels }: { path: readonly string[] }) {
    return (
      <div class="ck-menu-path">
        <IconButton
          icon="chevron-left"
          size={16}
          label={t('suggestions.back')}
          onClick={() => suggestions.back()}
        />
        {labels.map((label) => (
          <bdi key={label}>{label}</bdi>
        ))}
      </div>
    );
  }
}

interface RowProps {
  option: Option;
  index: number;
  isActive: boolean;
  isPending: boolean;
  heading: string | undefined;
}

function Row({ option, index, isActive, isPending, heading }: RowProps) {
  const { suggestions } = useChat();
  const { label, description, icon, disabled } = option;
  const leadsOn = option.type === 'action' && option.action.actions !== undefined;
  return (
    <>
      {heading && (
        <div class="ck-menu-heading" role="presentation">
          <bdi>{heading}</bdi>
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys are pressed in the text field. */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the field says which one is active. */}
      <div
        id={optionId(index)}
        class="ck-menu-item"
        role="option"
        aria-selected={isActive}
        aria-disabled={disabled}
        aria-busy={isPending}
        data-active={isActive ? '' : undefined}
        onPointerMove={(event) => {
          if (!isActive && event.pointerType === 'mouse') suggestions.activate(index);
        }}
        onClick={() => suggestions.choose(option)}
      >
        {icon && <Icon name={icon} size={18} />}
        <span class="ck-menu-text">
          <bdi>{label}</bdi>
          {description && <small dir="auto">{description}</small>}
        </span>
        {leadsOn && <Icon name="chevron-right" size={16} />}
      </div>
    </>
  );
}

function Skeleton() {
  const { t } = useTranslator();
  return (
    <div class="ck-menu-skeleton">
      <span class="ck-sr">{t('suggestions.loading')}</span>
      <span />
      <span />
      <span />
    </div>
  );
}
