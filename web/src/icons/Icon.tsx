import { createElement } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Drawing } from './bundled';
import { drawingOf, isDirectional, loadDrawing, neutral } from './drawings';

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
export function Icon(props: IconProps) {
  const drawing = drawingOf(props.name);
  return drawing ? <Shape {...props} drawing={drawing} /> : <LateIcon {...props} />;
}

/** An icon that has to be loaded: its place is kept, and a dot stands there if it does not come. */
function LateIcon(props: IconProps) {
  const { name } = props;
  const [failed, setFailed] = useState<string | null>(null);
  const [, setLoaded] = useState('');
  useEffect(() => {
    let isWanted = true;
    const load = () => {
      loadDrawing(name).then(
        () => isWanted && setLoaded(name),
        () => {
          // Quiet, since it is decoration. It is tried again when the network is back.
          if (!isWanted) return;
          setFailed(name);
          window.addEventListener('online', load, { once: true });
        },
      );
    };
    load();
    return () => {
      isWanted = false;
      window.removeEventListener('online', load);
    };
  }, [name]);
  const drawing = drawingOf(name) ?? (failed === name ? neutral : []);
  return <Shape {...props} drawing={drawing} />;
}

function Shape({ name, size = '1em', drawing }: IconProps & { drawing: Drawing }) {
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
      data-directional={isDirectional(name) || undefined}
    >
      {drawing.map(([tag, attributes], index) => createElement(tag, { key: index, ...attributes }))}
    </svg>
  );
}
