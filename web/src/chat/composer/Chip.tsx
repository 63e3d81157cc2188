import type { ComponentChildren } from 'preact';
import { IconButton } from '../IconButton';

interface ChipProps {
  /** An icon or a picture before the text. */
  media: ComponentChildren;
  children: ComponentChildren;
  removeLabel: string;
  onRemove: () => void;
  wide?: boolean;
  accent?: boolean;
}

/** Something in the composer's tray that can be taken out again. */
export function Chip({ media, children, removeLabel, onRemove, wide, accent }: ChipProps) {
  return (
    <div class="ck-chip" data-wide={wide ? '' : undefined} data-accent={accent ? '' : undefined}>
      {media}
      <span dir="auto">{children}</span>
      <IconButton icon="close" size={14} label={removeLabel} onClick={onRemove} />
    </div>
  );
}
