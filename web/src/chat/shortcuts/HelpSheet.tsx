import { Fragment } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useChat, useTranslator } from '../context';
import { IconButton } from '../IconButton';
import { useRules } from '../lazy';
import { keyNames, SHEET } from './sheet';
import { isMac } from './shortcuts';
import rules from './shortcuts.css?inline';

/** The list of keyboard shortcuts, over everything else. */
export function HelpSheet() {
  const chat = useChat();
  const { t } = useTranslator();
  const title = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const mac = isMac();
  useRules(rules);
  useEffect(() => {
    // Where dialogs are unknown it is simply there.
    if (dialog.current?.showModal) dialog.current.showModal();
    else dialog.current?.setAttribute('open', '');
  }, []);
  const close = () => {
    dialog.current?.close?.();
    chat.helpOpen.set(false);
  };

  return (
    <dialog
      ref={dialog}
      class="ck-dialog"
      part="dialog"
      aria-labelledby={title}
      onClose={close}
      onKeyDown={(event) => event.stopPropagation()}
      onClick={(event) => {
        // What is pressed beside the sheet is the dialog's own backdrop.
        if (event.target === dialog.current) close();
      }}
    >
      <div class="ck-sheet">
        <header class="ck-sheet-head">
          <h2 id={title}>{t('shortcuts.title')}</h2>
          <IconButton icon="close" label={t('shortcuts.close')} onClick={close} />
        </header>
        <div class="ck-sheet-groups">
          {SHEET.map((group) => (
            <section key={group.title}>
              <h3>{t(group.title)}</h3>
              <dl>
                {group.rows.map(({ label, keys }) => (
                  <div key={label}>
                    <dt>{t(label)}</dt>
                    <dd dir="ltr">
                      {keys.map((combination, index) => (
                        <Fragment key={combination}>
                          {index > 0 && <span aria-hidden="true">·</span>}
                          <Keys names={keyNames(combination, mac)} />
                        </Fragment>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
        <p class="ck-sheet-note">{t('shortcuts.note')}</p>
      </div>
    </dialog>
  );
}

function Keys({ names }: { names: readonly string[] }) {
  return (
    <span class="ck-keys">
      {names.map((name) => (
        <kbd key={name}>{name}</kbd>
      ))}
    </span>
  );
}
