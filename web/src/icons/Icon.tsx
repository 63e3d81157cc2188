import { createElement } from 'preact';
import { directional, drawingOf } from './drawings';

export interface IconProps {
  /** A ChatKit icon name, or `lucide:…`; an unknown one draws a neutral dot. */
  name: string;
  /** Width and height: pixels, or any CSS length. One em by default, so that it follows the text. */
  size?: number | string | undefined;
}

/**
 * An icon of our own origin, drawn inline in the colour of the text around it. It is decoration:
 * what it means is said by the text or the accessible name of what it stands in.
 */
export function Icon({ name, size = '1em' }: IconProps) {
  return (
    <svg
      class="ck-icon"
      xmlns="http://www.w3.org/2000/svg"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      focusable="false"
      aria-hidden="true"
      data-directional={directional.has(name) || undefined}
    >
      {drawingOf(name).map(([tag, attributes], index) =>
        createElement(tag, { key: index, ...attributes }),
      )}
    </svg>
  );
}
