import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

interface ScrollerProps {
  class: string;
  /** What those hear who reach it by keyboard. */
  label: string;
  dir?: 'auto' | 'ltr' | undefined;
  inline?: boolean;
  wrapped?: boolean;
  children: ComponentChildren;
}

/**
 * A frame in which something wide is scrolled. It is a stop on the way of the Tab key only as long as
 * there is something to scroll to.
 */
export function Scroller({ class: name, label, dir, inline, wrapped, children }: ScrollerProps) {
  const frame = useRef<HTMLElement>(null);
  const [isScrollable, setScrollable] = useState(typeof ResizeObserver === 'undefined');
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element || typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(() => {
      setScrollable(element.scrollWidth > element.clientWidth);
    });
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  }, []);
  const Frame = inline ? 'span' : 'div';
  return (
    <Frame
      // biome-ignore lint/suspicious/noExplicitAny: a ref to either of two elements.
      ref={frame as any}
      class={name}
      dir={dir}
      data-wrapped={wrapped ? '' : undefined}
      {...(isScrollable ? { role: 'group', 'aria-label': label, tabIndex: 0 } : {})}
    >
      {children}
    </Frame>
  );
}
