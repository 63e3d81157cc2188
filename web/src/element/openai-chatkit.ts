import type { Attachment, OpenAIChatKit, UserMessageContent } from '@openai/chatkit';

/**
 * `<openai-chatkit>` as pages see it: the public contract, and what this element has beyond it.
 * The npm package's type declaration is made of this file, so it takes types from the contract only.
 */
export interface OpenChatKit extends OpenAIChatKit {
  /** What is in the composer, in the shape that `setComposerValue` takes. */
  getComposerValue(): Promise<ComposerValue>;
}

/** What is in the composer. */
export interface ComposerValue {
  text: string;
  /** The text with its tags. */
  content: UserMessageContent[];
  /** The quoted passage; empty when nothing is quoted. */
  reply: string;
  /** Those that are uploaded. */
  attachments: Attachment[];
  selectedToolId: string | null;
  /** The model that the next message asks for, if the page offers any. */
  selectedModelId?: string;
}

declare global {
  interface HTMLElementTagNameMap {
    'openai-chatkit': OpenChatKit;
  }
}
