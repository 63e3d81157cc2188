import type { Ref } from 'preact';
import { Icon } from '../icons';

interface IconButtonProps {
  icon: string;
  label: string;
  onClick: (button: HTMLButtonElement) => void;
  size?: number;
  part?: string;
  pressed?: boolean;
  expanded?: boolean;
  disabled?: boolean;
  buttonRef?: Ref<HTMLButtonElement>;
}

/** A button that is only an icon; its label is its name, and its tooltip. */
export function IconButton(props: IconButtonProps) {
  const { icon, label, onClick, size = 20, part, pressed, expanded, disabled, buttonRef } = props;
  return (
    <button
      ref={buttonRef ?? null}
      type="button"
      class="ck-icon-button"
      part={part}
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      aria-expanded={expanded}
      disabled={disabled}
      onClick={(event) => onClick(event.currentTarget)}
    >
      <Icon name={icon} size={size} />
    </button>
  );
}
