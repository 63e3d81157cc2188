import { useTranslator } from '../context';
import type { Length } from './useLength';

/** How long the message is, where that is nearly or more than the server takes. */
export function LengthNote({ length: { characters, limit, isOver } }: { length: Length }) {
  const { locale, t } = useTranslator();
  const numbers = new Intl.NumberFormat(locale);
  return (
    <>
      <div class="ck-sr" role="status">
        {isOver ? t('error.tooLarge') : ''}
      </div>
      {characters > 0 && (
        <div
          class="ck-composer-notice"
          part="composer-notice"
          data-quiet={isOver ? undefined : ''}
          aria-hidden="true"
        >
          <p class="ck-length">
            {isOver && <span>{t('error.tooLarge')}</span>}
            <bdi>
              {numbers.format(characters)} / {numbers.format(limit)}
            </bdi>
          </p>
        </div>
      )}
    </>
  );
}
