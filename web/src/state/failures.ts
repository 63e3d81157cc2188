import { ChatKitError, isRateLimit } from '../protocol';
import type { Failure, Retry } from './thread';

/** An error as it is shown in a thread. */
export function failureOf(error: Error, retry: Retry | null): Failure {
  if (!(error instanceof ChatKitError)) {
    const { message } = error;
    return { code: 'unexpected', message, requestId: null, status: 0, retryAt: null, retry };
  }
  const { code, requestId, status, retryAfter } = error;
  // What is known of it in the reader's own language is better than our English for the log.
  const isOurs =
    /^(network_error|bad_response|client_secret|http_.*)$/.test(code) || status === 429;
  const message = isOurs ? null : error.message;
  const retryAt = retryAfter === null ? null : Date.now() + retryAfter;
  return { code, message, requestId, status, retryAt, retry };
}

const TRANSIENT_STATUS = new Set([502, 503, 504]);

/** Whether the run that a request was to follow may go on nevertheless. */
export function tellsNothingOfTheRun(error: unknown): boolean {
  return isTransient(error) || isRateLimit(error);
}

/** Whether the same request may well succeed a moment later. */
export function isTransient(error: unknown): boolean {
  return (
    error instanceof ChatKitError &&
    (error.code === 'network_error' || TRANSIENT_STATUS.has(error.status))
  );
}
