import { useChat, useObservable } from '../context';
import { lazy } from '../lazy';

const HelpSheet = lazy((later) => later.HelpSheet);

/** The list of shortcuts, while it is open. */
export function Help() {
  const isOpen = useObservable(useChat().helpOpen);
  return isOpen ? <HelpSheet /> : null;
}
