import { Observable } from '../../state';

/** Whether the device has a network, as far as the browser knows; watched while the chat is on a page. */
export class Presence {
  readonly online = new Observable(isOnline());
  readonly #onOnline: () => void;

  constructor(onOnline: () => void) {
    this.#onOnline = onOnline;
  }

  connect(): void {
    window.addEventListener('online', this.#check);
    window.addEventListener('offline', this.#check);
    this.#check();
  }

  disconnect(): void {
    window.removeEventListener('online', this.#check);
    window.removeEventListener('offline', this.#check);
  }

  readonly #check = (): void => {
    const was = this.online.value;
    this.online.set(isOnline());
    if (!was && this.online.value) this.#onOnline();
  };
}

function isOnline(): boolean {
  return navigator.onLine !== false;
}
