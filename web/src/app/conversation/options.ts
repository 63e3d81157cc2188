import type { ChatKitOptions } from '@openai/chatkit-react';
import { ownFetchWith } from '../api';
import { type Client, merge } from '../client';
import { endpoint, onServer } from '../place';
import type { Scheme } from '../theme/theme';
import { followAssistant } from './followAssistant';
import { TOOL_HEADERS } from './tools';

interface OptionsInput {
  readonly client: Client;
  readonly initialThread: string | null;
  readonly scheme: Scheme;
  /** Opens the chats where they have no column of their own. */
  readonly onShowChats: (() => void) | null;
  /** Opens the tasks where they are not beside the chat. */
  readonly onShowTasks: (() => void) | null;
}

/** The same values as `--surface`, `--text` and `--accent` in styles/tokens.css. */
const COLORS = {
  light: { background: '#ffffff', foreground: '#1a1a1e', accent: '#4f46e5' },
  dark: { background: '#18181b', foreground: '#f2f2f5', accent: '#8b85ff' },
} as const;

const chatFetch = followAssistant(ownFetchWith(TOOL_HEADERS));

function domainKey(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="chatkit-domain-key"]');
  return meta?.content || 'local';
}

/** What the element is told. It keeps nothing from one call to the next, so this is all of it. */
export function chatOptions(input: OptionsInput): ChatKitOptions {
  const { client, initialThread, scheme, onShowChats, onShowTasks } = input;
  const { background, foreground, accent } = COLORS[scheme];
  const own: ChatKitOptions = {
    api: { url: onServer(endpoint()), domainKey: domainKey(), fetch: chatFetch },
    initialThread,
    frameTitle: `Chat: ${client.name}`,
    // The page around the element speaks English.
    locale: 'en',
    theme: {
      colorScheme: scheme,
      radius: 'round',
      color: {
        surface: { background, foreground },
        accent: { primary: accent, level: 1 },
      },
    },
    header: {
      ...(onShowChats && { leftAction: { icon: 'menu', onClick: onShowChats } }),
      ...(onShowTasks && { rightAction: { icon: 'sidebar-right', onClick: onShowTasks } }),
    },
    // The sidebar is the history.
    history: { enabled: false },
    threadItemActions: { feedback: true, retry: true },
    thread: { autoScroll: true },
  };
  return merge(own, client.options);
}
