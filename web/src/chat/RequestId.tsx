import { CopyButton } from './CopyButton';
import { useTranslator } from './context';

/** What to quote when asking about an error, with a button to copy it. */
export function RequestId({ id }: { id: string }) {
  const { t } = useTranslator();
  return (
    <p class="ck-request-id">
      <span>{t('error.request', { id })}</span>
      <CopyButton text={id} label={t('error.request.copy')} />
    </p>
  );
}
