import type { Translator } from '../../i18n';
import type { Failure } from '../../state';

/** What went wrong, in words for the reader: the server's own where it has some. */
export function failureText(failure: Failure, { t, time }: Translator): string {
  const { code, status, message, retryAt } = failure;
  if (status === 429) {
    return retryAt === null
      ? t('error.rate')
      : t('error.rate.until', { time: time(new Date(retryAt)) });
  }
  if (message !== null) return message;
  if (code === 'network_error') return t('error.network');
  if (status === 401 || code === 'client_secret') return t('error.unauthenticated');
  if (status === 403) return t('error.forbidden');
  if (status === 413) return t('error.tooLarge');
  return t(status >= 500 || code === 'bad_response' ? 'error.server' : 'error.generic');
}
