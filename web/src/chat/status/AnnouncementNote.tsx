import { useChat, useObservable } from '../context';
import { NoticeView } from './NoticeView';

/** What the server tells everybody, whatever is open. */
export function AnnouncementNote() {
  const { session } = useChat();
  const announced = useObservable(session.announced);
  if (!announced?.isShown) return null;
  return <NoticeView notice={announced} onDismiss={() => session.dismissAnnouncement()} />;
}
