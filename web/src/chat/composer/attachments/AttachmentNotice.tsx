import { useEffect, useRef, useState } from 'preact/hooks';
import type { Translator } from '../../../i18n';
import { Icon } from '../../../icons';
import { useChat, useObservable, useTranslator } from '../../context';
import { IconButton } from '../../IconButton';
import type { Refusal } from './limits';
import type { Upload, UploadNotice } from './uploads';

/** How many of the files that were not taken are named. */
const NAMED = 3;

/** What there is to say about the files of the message, to see and to hear. */
export function AttachmentNotice() {
  const { uploads } = useChat();
  const { t } = useTranslator();
  const { notice, sendsWhenDone } = useObservable(uploads.state);
  return (
    <>
      <div role="status">
        {notice && (
          <div class="ck-composer-notice" part="composer-notice">
            <Icon name="lucide:circle-alert" size={16} />
            <NoticeText notice={notice} />
            <IconButton
              icon="close"
              size={14}
              label={t('error.dismiss')}
              onClick={() => uploads.dismiss()}
            />
          </div>
        )}
        {sendsWhenDone && (
          <div class="ck-composer-notice" data-quiet part="composer-notice">
            <p>{t('attachment.sending')}</p>
          </div>
        )}
      </div>
      <UploadAnnouncer />
    </>
  );
}

function NoticeText({ notice }: { notice: UploadNotice }) {
  const translator = useTranslator();
  const { t } = translator;
  if (notice.type === 'unsent') return <p>{t('attachment.unsent')}</p>;
  const { refusals } = notice;
  const more = refusals.length - NAMED;
  return (
    <ul dir="auto">
      {refusals.slice(0, NAMED).map((refusal, index) => (
        <li key={index}>{refusalText(refusal, translator)}</li>
      ))}
      {more > 0 && <li>{t('attachment.refused.more', { count: more })}</li>}
    </ul>
  );
}

function refusalText({ name, reason, limit }: Refusal, { t, size }: Translator): string {
  const values = { name, limit: reason === 'size' ? size(limit) : limit };
  return t(`attachment.refused.${reason}`, values);
}

/** Says when a file starts, arrives or fails; how far it has got would be too much to listen to. */
function UploadAnnouncer() {
  const { uploads } = useChat();
  const { t } = useTranslator();
  const shown = useObservable(uploads.state, (state) => state.shown);
  const before = useRef<ReadonlyMap<number, Upload['status']>>(new Map());
  const [said, setSaid] = useState('');

  useEffect(() => {
    const changed = shown.filter(({ key, status }) => before.current.get(key) !== status);
    before.current = new Map(shown.map(({ key, status }) => [key, status]));
    const lines = changed.flatMap(({ status, file: { name } }) => {
      if (status === 'uploading') return t('attachment.uploading', { name });
      if (status === 'done') return t('attachment.uploaded', { name });
      return status === 'failed' ? t('attachment.failed', { name }) : [];
    });
    if (lines.length > 0) setSaid(lines.join('. '));
  }, [shown, t]);

  return (
    <div class="ck-sr" role="status">
      {said}
    </div>
  );
}
