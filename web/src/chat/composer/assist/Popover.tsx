import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { useFloating } from '../../../floating/useFloating';

interface PopoverProps {
  anchor: () => DOMRect | null | undefined;
  children: ComponentChildren;
}

/** Something to look at beside what it is about, in the top layer. */
export function Popover({ anchor, children }: PopoverProps) {
  const popover = useRef<HTMLDivElement>(null);
  useFloating(popover, { anchor }, [children]);
  return (
    <div ref={popover} class="ck-popover ck-preview" role="status" popover="manual">
      {children}
    </div>
  );
}
