import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { type MarkdownHost, MarkdownHostContext } from '../markdown';
import { toError } from '../protocol';
import { useChat, useConversation, useTranslator } from './context';
import { copyText } from './model';

const NO_DOMAINS: readonly string[] = [];

/** Gives the markdown below it what it needs of the chat. */
export function MarkdownSettings({ children }: { children: ComponentChildren }) {
  const chat = useChat();
  const { t } = useTranslator();
  const imageDomains = useConversation(
    (state) => state.thread.meta?.allowed_image_domains ?? NO_DOMAINS,
  );
  const host = useMemo<MarkdownHost>(
    () => ({
      imageDomains,
      onDeeplink: (link) => chat.emit({ type: 'deeplink', ...link }),
      copy: copyText,
      onChunkFailure: (name, error) => {
        const { message } = toError(error);
        chat.emit({ type: 'log', name: 'chunk.failed', data: { name, message } });
      },
      t,
    }),
    [chat, imageDomains, t],
  );
  return <MarkdownHostContext value={host}>{children}</MarkdownHostContext>;
}
