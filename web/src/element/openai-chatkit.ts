import type { Attachment, OpenAIChatKit, UserMessageContent } from '@openai/chatkit';

export type {
  ChatKitWidgets,
  WidgetComponent,
  WidgetComponentContext,
  WidgetComponentProps,
  WidgetComponentView,
} from '../widgets/page-component';

/**
 * `<openai-chatkit>` as pages see it: the public contract, and what this element has beyond it.
 * The npm package's type declaration is made of this file, so it takes types from the contract only.
 */
export interface OpenChatKit extends OpenAIChatKit {
  /** What is in the composer, in the shape that `setComposerValue` takes. */
  getComposerValue(): Promise<ComposerValue>;
  /** Stops the answer that is being written. Rejects when there is none, or it may not be stopped. */
  stop(): Promise<void>;
  /**
   * Has a message answered again: the one of that id, or the one that the item of that id answers.
   * One that could not be sent is sent again.
   */
  retry(itemId: string): Promise<void>;
  /** The whole thread that is shown, as a file. Rejects when there is none. */
  exportThread(format: ExportFormat): Promise<ThreadExport>;
}

export type ExportFormat = 'markdown' | 'json';

/** A thread as a file that can be saved. */
export interface ThreadExport {
  /** Made of the thread's title, with an ending for its type. */
  readonly filename: string;
  /** The MIME type. */
  readonly type: string;
  readonly text: string;
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
