import type { Translator } from '../../i18n';
import type { ThreadStatus } from '../../protocol';
import { useChat, useConversation, useObservable, useTranslator } from '../context';
import { type Length, useLength } from './useLength';

/** What can be done with the composer at the moment. */
export interface Availability {
  /** Why nothing can be written, if so. */
  readonly locked: string | null;
  /** A response or a client tool is under way. */
  readonly isBusy: boolean;
  readonly canSend: boolean;
  readonly length: Length;
}

function lockText(status: ThreadStatus | undefined, t: Translator['t']): string | null {
  if (!status || status.type === 'active') return null;
  return status.reason ?? t(status.type === 'locked' ? 'composer.locked' : 'composer.closed');
}

export function useAvailability(): Availability {
  const chat = useChat();
  const { t } = useTranslator();
  const isEmpty = useObservable(
    chat.composer.state,
    ({ text, attachments }) => text.trim() === '' && attachments.length === 0,
  );
  const hasUploads = useObservable(chat.uploads.state, ({ shown }) => shown.length > 0);
  const isBusy = useConversation((state) => state.activity !== 'idle');
  const isLoaded = useConversation((state) => state.loading === 'no');
  const length = useLength();
  const locked = lockText(
    useConversation((state) => state.thread.meta?.status),
    t,
  );
  return {
    locked,
    isBusy,
    canSend: (!isEmpty || hasUploads) && !isBusy && isLoaded && locked === null && !length.isOver,
    length,
  };
}
