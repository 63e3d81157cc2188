import { useChat, useObservable } from '../../context';
import { useLater } from '../../useLater';
import type { AssistProps } from './Assist';

/** Helps with writing where the page's options have anything to help with: it is loaded then. */
export function LazyAssist(props: AssistProps) {
  const isWanted = useObservable(
    useChat().options,
    ({ commands, entities }) => commands?.enabled === true || entities !== undefined,
  );
  const later = useLater(isWanted);
  if (!isWanted || later === null || later === 'failed') return null;
  return <later.Assist {...props} />;
}
