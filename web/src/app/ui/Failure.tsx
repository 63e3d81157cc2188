import { ApiError, messageOf } from '../api';
import { Icon } from './Icon';

interface FailureProps {
  readonly title: string;
  readonly error: unknown;
  readonly onRetry: () => void;
}

/** What went wrong, the id to quote to the server's operator, and a way on. */
export function Failure({ title, error, onRetry }: FailureProps) {
  const requestId = error instanceof ApiError ? error.requestId : null;
  return (
    <div className="failure" role="alert">
      <Icon name="alert" size={24} />
      <p className="failure-title">{title}</p>
      <p className="failure-message">{messageOf(error)}</p>
      {requestId !== null && (
        <p className="failure-request">
          Request <code>{requestId}</code>
        </p>
      )}
      <button type="button" className="button" onClick={onRetry}>
        Retry
      </button>
    </div>
  );
}
