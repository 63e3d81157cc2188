import { Icon } from '../../../icons';
import { useTranslator } from '../../context';

/** Shows that files can be let go here. Only who drags sees it. */
export function DropOverlay() {
  const { t } = useTranslator();
  return (
    <div class="ck-drop" part="drop-overlay" aria-hidden="true">
      <div>
        <Icon name="lucide:paperclip" size={28} />
        <p>{t('attachment.drop')}</p>
      </div>
    </div>
  );
}
