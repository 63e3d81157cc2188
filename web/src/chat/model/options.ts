import type { ChatKitOptions } from '@openai/chatkit';

/** The page's options after they were checked: what was wrong is left out. */
export type ChatOptions = Omit<Partial<ChatKitOptions>, 'api'> & {
  readonly api: ChatKitOptions['api'] | null;
};
