import { useEffect, useRef } from 'react';
import type { ActionDetail } from './actions';
import type { Modes } from './address';

interface WidgetElement extends HTMLElement {
  widget: unknown;
  theme: object;
  locale: string;
  disabled: boolean;
}

interface StageProps {
  /** Another sample is another element, which has nothing of the one before. */
  widget: unknown;
  modes: Modes;
  onAction: (detail: ActionDetail) => void;
}

/** The widget, as a page would have it. */
export function Stage({ widget, modes, onAction }: StageProps) {
  const place = useRef<HTMLDivElement>(null);
  const element = useRef<WidgetElement>(null);
  const act = useRef(onAction);
  act.current = onAction;

  useEffect(() => {
    const own = document.createElement('chatkit-widget') as WidgetElement;
    own.addEventListener('action', (event) => act.current((event as CustomEvent).detail));
    element.current = own;
    place.current?.append(own);
    return () => own.remove();
  }, []);

  useEffect(() => {
    const own = element.current;
    if (!own) return;
    own.widget = widget;
    own.dir = modes.dir;
    own.locale = modes.locale;
    own.disabled = modes.state === 'disabled';
    own.theme = {
      colorScheme: modes.scheme,
      density: modes.density,
      ...(modes.radius === 'default' ? {} : { radius: modes.radius }),
    };
  }, [widget, modes]);

  return (
    <div className="stage" data-width={modes.width}>
      <div ref={place} className="frame" />
    </div>
  );
}
