import type { ChatEvent } from '../chat';

/** The payload of the DOM event that tells the page of something. */
function detailOf(event: ChatEvent): unknown {
  const { type: _type, ...detail } = event;
  return Object.keys(detail).length === 0 ? undefined : detail;
}

/**
 * Dispatches the element's events, from the moment on that the page can hear them.
 *
 * A page often listens a little later than it sets options: React wrappers attach their listeners in
 * an effect. What happens before `open` waits for it.
 */
export class EventOutlet {
  readonly #target: EventTarget;
  #waiting: ChatEvent[] | null = [];

  constructor(target: EventTarget) {
    this.#target = target;
  }

  readonly emit = (event: ChatEvent): void => {
    if (this.#waiting) this.#waiting.push(event);
    else this.#dispatch(event.type, detailOf(event));
  };

  /** Says that the element is ready, and then everything that has waited. */
  open(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    this.#dispatch('ready', undefined);
    for (const event of waiting) this.emit(event);
  }

  #dispatch(name: string, detail: unknown): void {
    this.#target.dispatchEvent(new CustomEvent(`chatkit.${name}`, { detail }));
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
