import { Icon } from '../../icons';
import { MenuButton, type MenuItem } from '../composer/menu/MenuButton';
import { useChat, useConversation, useTranslator } from '../context';

/** What can be done with the whole conversation, and the way to the list of shortcuts. */
export function MoreMenu() {
  const chat = useChat();
  const { t } = useTranslator();
  const hasThread = useConversation((state) => state.id !== null && state.loading === 'no');

  const item = (
    label: 'more.copy' | 'more.markdown' | 'more.json' | 'more.print',
    icon: string,
    deed: (later: typeof import('../later')) => Promise<void>,
  ): MenuItem => ({
    key: label,
    icon,
    label: t(label),
    run: () => {
      // Whatever goes wrong is said in the chat; the page's log gets the rest.
      import('../later').then(deed).catch((error: Error) => {
        chat.notice.set('more.failed');
        chat.emit({ type: 'error', error });
      });
    },
  });
  const ofThread = [
    item('more.copy', 'lucide:copy', (later) => later.copyThread(chat)),
    item('more.markdown', 'lucide:download', (later) => later.saveThread(chat, 'markdown')),
    item('more.json', 'square-code', (later) => later.saveThread(chat, 'json')),
    item('more.print', 'lucide:printer', (later) => later.printThread(chat)),
  ];
  const help: MenuItem = {
    key: 'more.shortcuts',
    icon: 'circle-question',
    label: t('more.shortcuts'),
    run: () => chat.helpOpen.set(true),
  };
  return (
    <MenuButton
      label={t('more.label')}
      class="ck-icon-button"
      part="more-button"
      groups={[{ label: t('more.label'), items: hasThread ? [...ofThread, help] : [help] }]}
      disabled={false}
      atEnd
    >
      <Icon name="dots-horizontal" size={20} />
    </MenuButton>
  );
}
