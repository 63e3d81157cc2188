import type {
  Attachment,
  InferenceOptions,
  Page,
  Thread,
  ThreadItem,
  UserMessageContent,
} from './items';

export interface UserMessageInput {
  readonly content: readonly UserMessageContent[];
  /** Ids of attachments that the server already has. */
  readonly attachments: readonly string[];
  readonly quoted_text?: string;
  readonly inference_options: InferenceOptions;
}

export interface Action {
  readonly type: string;
  readonly payload?: unknown;
}

export interface StructuredInputSubmission {
  readonly status: 'answered' | 'skipped';
  readonly answers: Readonly<
    Record<string, { readonly values: readonly string[]; readonly skipped?: boolean }>
  >;
}

export type FeedbackKind = 'positive' | 'negative';

interface PageParams {
  readonly limit?: number;
  readonly order?: 'asc' | 'desc';
  readonly after?: string;
}

interface ActionParams {
  readonly thread_id: string;
  readonly item_id?: string;
  readonly action: Action;
}

interface ThreadParams {
  readonly thread_id: string;
}

/** The last item that a branch keeps; with a message to send, the one that it takes the place of. */
export interface BranchPoint extends ThreadParams {
  readonly item_id: string;
}

/** Requests that are answered by an event stream. */
export type StreamingRequest =
  | { readonly type: 'threads.create'; readonly params: { readonly input: UserMessageInput } }
  | {
      readonly type: 'threads.add_user_message';
      readonly params: ThreadParams & { readonly input: UserMessageInput };
    }
  | {
      readonly type: 'threads.add_client_tool_output';
      readonly params: ThreadParams & { readonly result: unknown };
    }
  | {
      readonly type: 'threads.add_structured_input';
      readonly params: ThreadParams & {
        readonly item_id: string;
        readonly input: StructuredInputSubmission;
      };
    }
  | {
      readonly type: 'threads.retry_after_item';
      readonly params: ThreadParams & { readonly item_id: string };
    }
  | { readonly type: 'threads.custom_action'; readonly params: ActionParams }
  | { readonly type: 'x.threads.resume'; readonly params: ThreadParams }
  | { readonly type: 'x.threads.follow'; readonly params: Record<string, never> }
  | {
      readonly type: 'x.threads.branch';
      readonly params: BranchPoint & { readonly input?: UserMessageInput };
    };

/** Requests that are answered by one JSON document: what goes in, what comes out. */
export interface JsonExchanges {
  'threads.get_by_id': { params: ThreadParams; answer: Thread };
  'threads.list': { params: PageParams; answer: Page<Thread> };
  'threads.update': { params: ThreadParams & { readonly title: string }; answer: Thread };
  'threads.delete': { params: ThreadParams; answer: Record<string, never> };
  'threads.sync_custom_action': {
    params: ActionParams;
    answer: { readonly updated_item?: ThreadItem };
  };
  'items.list': { params: ThreadParams & PageParams; answer: Page<ThreadItem> };
  'items.feedback': {
    params: ThreadParams & { readonly item_ids: readonly string[]; readonly kind: FeedbackKind };
    answer: Record<string, never>;
  };
  'attachments.create': {
    params: { readonly name: string; readonly size: number; readonly mime_type: string };
    answer: Attachment;
  };
  'attachments.delete': {
    params: { readonly attachment_id: string };
    answer: Record<string, never>;
  };
  'input.transcribe': {
    params: { readonly audio_base64: string; readonly mime_type: string };
    answer: { readonly text: string };
  };
  'x.threads.stop': { params: ThreadParams; answer: Record<string, never> };
}

/** Request types beyond the official protocol; a server announces which of them it understands. */
export type Extension =
  | 'x.threads.stop'
  | 'x.threads.resume'
  | 'x.threads.branch'
  | 'x.threads.follow';
