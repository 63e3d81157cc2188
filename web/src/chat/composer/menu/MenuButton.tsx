import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useFloating } from '../../../floating/useFloating';
import { Icon } from '../../../icons';

export interface MenuItem {
  readonly key: string;
  readonly label: string;
  readonly description?: string | undefined;
  readonly icon?: string | undefined;
  /** One of several of which one can be chosen. */
  readonly checked?: boolean;
  readonly disabled?: boolean;
  readonly run: () => void;
}

export interface MenuGroup {
  readonly label: string;
  readonly items: readonly MenuItem[];
}

interface MenuButtonProps {
  /** The button's name, and the menu's. */
  label: string;
  class: string;
  part: string;
  groups: readonly MenuGroup[];
  disabled: boolean;
  /** Whether the menu's end, not its start, is at the button's. */
  atEnd?: boolean;
  children: ComponentChildren;
}

/** A button that opens a menu above or below itself. */
export function MenuButton(props: MenuButtonProps) {
  const { label, part, groups, disabled, atEnd, children } = props;
  const [isOpen, setOpen] = useState<'first' | 'last' | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = (refocus: boolean) => {
    setOpen(null);
    if (refocus) button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class={props.class}
        part={part}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={isOpen !== null}
        disabled={disabled}
        onClick={() => setOpen(isOpen === null ? 'first' : null)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
          event.preventDefault();
          setOpen(event.key === 'ArrowDown' ? 'first' : 'last');
        }}
      >
        {children}
      </button>
      {isOpen !== null && !disabled && (
        <Menu {...{ label, groups, atEnd, button, close }} focus={isOpen} />
      )}
    </>
  );
}

interface MenuProps {
  label: string;
  groups: readonly MenuGroup[];
  atEnd: boolean | undefined;
  focus: 'first' | 'last';
  button: { readonly current: HTMLButtonElement | null };
  /** @param refocus Whether the button gets the focus back. */
  close: (refocus: boolean) => void;
}

function Menu({ label, groups, atEnd, focus, button, close }: MenuProps) {
  const menu = useRef<HTMLDivElement>(null);
  const anchor = () => button.current?.getBoundingClientRect();
  useFloating(menu, { anchor, align: atEnd ? 'end' : 'start' }, [groups]);
  const entries = () => [...(menu.current?.querySelectorAll<HTMLElement>('.ck-menu-item') ?? [])];
  const move = (to: number) => {
    const all = entries();
    all[(to + all.length) % all.length]?.focus();
  };

  useLayoutEffect(() => {
    const checked = entries().findIndex((entry) => entry.ariaChecked === 'true');
    move(focus === 'last' ? -1 : Math.max(0, checked));
  }, []);
  useEffect(() => {
    const pressed = (event: PointerEvent) => {
      const path = event.composedPath();
      const isInside = [menu.current, button.current].some((one) => one && path.includes(one));
      if (!isInside) close(false);
    };
    document.addEventListener('pointerdown', pressed);
    return () => document.removeEventListener('pointerdown', pressed);
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    const all = entries();
    const current = all.indexOf(event.target as HTMLElement);
    switch (event.key) {
      case 'ArrowDown':
        move(current + 1);
        break;
      case 'ArrowUp':
        move(current - 1);
        break;
      case 'Home':
        move(0);
        break;
      case 'End':
        move(-1);
        break;
      case 'Escape':
        close(true);
        break;
      case 'Tab':
        // The focus goes on from the button.
        close(true);
        return;
      default: {
        if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key === ' ') return;
        const rotated = [...all.slice(current + 1), ...all.slice(0, current + 1)];
        const begins = (entry: HTMLElement) =>
          entry.textContent?.trim().toLowerCase().startsWith(event.key.toLowerCase());
        rotated.find(begins)?.focus();
      }
    }
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      ref={menu}
      class="ck-popover ck-menu"
      part="menu"
      popover="manual"
      role="menu"
      aria-label={label}
      onKeyDown={onKeyDown}
      onFocusOut={({ relatedTarget }) => {
        if (relatedTarget instanceof Node && !menu.current?.contains(relatedTarget)) close(false);
      }}
    >
      {groups.map((group) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form's fields.
        <div key={group.label} role="group" aria-label={group.label} class="ck-menu-group">
          {groups.length > 1 && (
            <div class="ck-menu-heading" aria-hidden="true">
              {group.label}
            </div>
          )}
          {group.items.map((item) => (
            // biome-ignore lint/a11y/useAriaPropsSupportedByRole: it is a radio where it can be checked.
            <button
              key={item.key}
              type="button"
              class="ck-menu-item"
              role={item.checked === undefined ? 'menuitem' : 'menuitemradio'}
              aria-checked={item.checked}
              aria-disabled={item.disabled}
              tabIndex={-1}
              onPointerMove={(event) => {
                if (event.pointerType === 'mouse') event.currentTarget.focus();
              }}
              onClick={() => {
                if (item.disabled) return;
                close(true);
                item.run();
              }}
            >
              {item.icon && <Icon name={item.icon} size={18} />}
              <span class="ck-menu-text">
                <bdi>{item.label}</bdi>
                {item.description && <small dir="auto">{item.description}</small>}
              </span>
              {item.checked && <Icon name="check" size={16} />}
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}
