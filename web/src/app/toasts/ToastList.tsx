import { useEffect } from 'react';
import { Icon } from '../ui/Icon';
import type { Toasts } from './useToasts';

/** A live region that stays in the page, so that each message in it is read out. */
export function ToastList({ toasts, undo, dismiss, hold, release }: Toasts) {
  const empty = toasts.length === 0;
  useEffect(() => {
    // The last toast can vanish under the pointer, which then never leaves it.
    if (empty) release();
  }, [empty, release]);

  return (
    <div
      className="toasts"
      role="status"
      aria-live="polite"
      onPointerEnter={hold}
      onPointerLeave={release}
      onFocus={hold}
      onBlur={release}
    >
      {toasts.map((toast) => (
        <div key={toast.id} className="toast" data-tone={toast.tone ?? 'info'}>
          <span className="toast-message" dir="auto">
            {toast.message}
          </span>
          {toast.undo && (
            <button type="button" className="toast-undo" onClick={() => undo(toast.id)}>
              Undo
            </button>
          )}
          <button
            type="button"
            className="icon-button icon-button-small"
            aria-label="Dismiss"
            onClick={() => dismiss(toast.id)}
          >
            <Icon name="close" size={16} />
          </button>
        </div>
      ))}
    </div>
  );
}
