import type { ProtocolClient } from '../protocol';

/** What the page hears of, beyond what the state shows. */
export type SessionEvent =
  | { readonly type: 'response.start' }
  | { readonly type: 'response.end' }
  | { readonly type: 'thread.change'; readonly threadId: string | null }
  | { readonly type: 'thread.load.start'; readonly threadId: string }
  | { readonly type: 'thread.load.end'; readonly threadId: string }
  | {
      readonly type: 'effect';
      readonly name: string;
      readonly data?: Readonly<Record<string, unknown>>;
    }
  | { readonly type: 'error'; readonly error: Error }
  | {
      readonly type: 'log';
      readonly name: string;
      readonly data?: Readonly<Record<string, unknown>>;
    };

export type ClientToolHandler = (call: {
  name: string;
  params: Record<string, unknown>;
}) => Promise<Record<string, unknown>> | Record<string, unknown>;

/** What a session needs of the world around it. */
export interface Environment {
  readonly client: ProtocolClient;
  readonly emit: (event: SessionEvent) => void;
  /** Called when the thread that is shown was deleted elsewhere: it is to be left. */
  readonly onThreadGone: () => void;
  /** Called when other messages are unsent than before, or elsewhere: `Session.queued` has them. */
  readonly onQueueChange: () => void;
  /** Whether the device has a network at all, as far as the browser knows. */
  readonly isOnline: () => boolean;
  /** The page's handler of client tools, as the options are at the moment. */
  readonly clientTool: () => ClientToolHandler | undefined;
}

/** Resolves after some milliseconds, or rejects with an AbortError as soon as the signal says so. */
export function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** The promise's outcome, or an AbortError as soon as the signal says so. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
