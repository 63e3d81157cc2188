import { useLayoutEffect, useRef } from 'preact/hooks';
import { useFloating } from '../../../floating/useFloating';
import { Icon } from '../../../icons';
import { useChat, useTranslator } from '../../context';
import { IconButton } from '../../IconButton';
import { EntityDetails } from './EntityDetails';
import { LIST_ID, optionId } from './keys';
import type { Option } from './menu-options';
import type { Suggestions, SuggestionsState } from './suggestions';

interface SuggestionMenuProps {
  suggestions: Suggestions;
  open: SuggestionsState | null;
  /** The place of a character of the text. */
  anchor: (offset: number) => DOMRect | null;
}

/** What can be chosen where "@" or "/" was typed. */
export function SuggestionMenu({ suggestions, open, anchor }: SuggestionMenuProps) {
  return (
    <>
      <Announcement open={open} />
      {open && (
        <Menu
          key={`${open.kind}:${open.start}`}
          suggestions={suggestions}
          open={open}
          anchor={anchor}
        />
      )}
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

type MenuProps = SuggestionMenuProps & { open: SuggestionsState };

function Menu({ suggestions, open, anchor }: MenuProps) {
  const { entities } = useChat();
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
        {path.length > 0 && (
          <Path path={path.map(({ label }) => label)} back={() => suggestions.back()} />
        )}
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
              suggestions={suggestions}
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
}

function Path({ path, back }: { path: readonly string[]; back: () => void }) {
  const { t } = useTranslator();
  return (
    <div class="ck-menu-path">
      <IconButton icon="chevron-left" size={16} label={t('suggestions.back')} onClick={back} />
      {path.map((label) => (
        <bdi key={label}>{label}</bdi>
      ))}
    </div>
  );
}

interface RowProps {
  suggestions: Suggestions;
  option: Option;
  index: number;
  isActive: boolean;
  isPending: boolean;
  heading: string | undefined;
}

function Row({ suggestions, option, index, isActive, isPending, heading }: RowProps) {
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
