import { ChatKitError } from '../protocol';
import type { Failure, Retry } from './thread';

/** An error as it is shown in a thread. */
export function failureOf(error: Error, retry: Retry | null): Failure {
  if (!(error instanceof ChatKitError)) {
    return { code: 'unexpected', message: error.message, requestId: null, retry };
  }
  // "The connection failed" in the reader's own language is better than our English for the log.
  const message = error.code === 'network_error' ? null : error.message;
  return { code: error.code, message, requestId: error.requestId, retry };
}

const TRANSIENT_STATUS = new Set([502, 503, 504]);

/** Whether the same request may well succeed a moment later. */
export function isTransient(error: unknown): boolean {
  return (
    error instanceof ChatKitError &&
    (error.code === 'network_error' || TRANSIENT_STATUS.has(error.status))
  );
}
