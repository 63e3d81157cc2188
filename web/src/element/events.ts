import type { ChatEvent } from '../chat';

/**
 * Dispatches the element's events, from the moment on that the page can hear them.
 *
 * A page often listens a little later than it sets options: React wrappers attach their listeners in
 * an effect. What happens before `open` waits for it.
 */
export class EventOutlet {
  readonly #target: EventTarget;
  readonly #unknown = new Set<string>();
  #waiting: ChatEvent[] | null = [];

  constructor(target: EventTarget) {
    this.#target = target;
  }

  readonly emit = (event: ChatEvent): void => {
    if (event.type === 'log' && event.name.endsWith('.unknown')) {
      // What this version does not know may come a thousand times; it is said once.
      const identity = JSON.stringify(event);
      if (this.#unknown.has(identity)) return;
      this.#unknown.add(identity);
    }
    if (this.#waiting) this.#waiting.push(event);
    else this.#dispatch(event);
  };

  /** Says that the element is ready, and then everything that has waited. */
  open(): void {
    this.#dispatch({ type: 'ready' });
    // What listeners cause meanwhile comes behind it.
    for (const event of this.#waiting ?? []) this.#dispatch(event);
    this.#waiting = null;
  }

  #dispatch(event: ChatEvent | { readonly type: 'ready' }): void {
    const { type, ...detail } = event;
    const init = Object.keys(detail).length === 0 ? {} : { detail };
    this.#target.dispatchEvent(new CustomEvent(`chatkit.${type}`, init));
  }
}

/** Calls back when whoever set the options has had two frames to attach listeners. */
export function afterTwoFrames(callback: () => void): void {
  if (document.hidden) {
    // A hidden page has no frames, but it has tasks.
    setTimeout(callback, 100);
  } else {
    requestAnimationFrame(() => requestAnimationFrame(callback));
  }
}
