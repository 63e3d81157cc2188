import { ChatKitError } from './errors';

/** What is said of a server from which nothing comes any more. */
function silent(): ChatKitError {
  return new ChatKitError('network_error', 'The server has not sent anything for too long.');
}

/**
 * The outcome of a promise, if it has one in time.
 *
 * @throws ChatKitError when it has not. What it would have come to is left alone.
 */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(silent()), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Tells when a stream has gone silent. One timer for all of it: every piece only notes the time, so
 * that a stream at full speed pays nothing.
 */
export class SilenceWatch {
  /** What the stream was given up for, once it was. */
  failure: ChatKitError | null = null;
  #heard = performance.now();
  #timer: ReturnType<typeof setTimeout>;

  constructor(limit: number, onSilent: () => void) {
    const check = () => {
      const rest = this.#heard + limit - performance.now();
      if (rest > 0) {
        this.#timer = setTimeout(check, rest);
      } else {
        this.failure = silent();
        onSilent();
      }
    };
    this.#timer = setTimeout(check, limit);
  }

  heard(): void {
    this.#heard = performance.now();
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
