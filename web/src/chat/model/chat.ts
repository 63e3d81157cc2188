import type { StartScreenPrompt } from '@openai/chatkit';
import type { MessageKey, Translator } from '../../i18n';
import type { Deeplink } from '../../markdown';
import {
  type Attachment,
  ChatKitError,
  type ProtocolClient,
  type UserMessageContent,
} from '../../protocol';
import {
  type Environment,
  Observable,
  type OutgoingMessage,
  Session,
  type SessionEvent,
} from '../../state';
import type { ActionConfig } from '../../widgets';
import { limitsOf } from '../composer/attachments/limits';
import { uploadRouteOf } from '../composer/attachments/route';
import { Uploads } from '../composer/attachments/uploads';
import { DictationLoader } from '../composer/dictation/loader';
import type { ExportFormat, ThreadExport } from '../export';
import { Composer } from './composer';
import { Editing } from './editing';
import { Entities } from './entities';
import type { ChatOptions } from './options';
import { Presence } from './presence';
import { KeptQueue } from './queue';
import { contentOf, type LooseContent, taggedText, trimmed } from './tagged-text';
import { runAction } from './widget-actions';

/** Everything that the page can hear of. */
export type ChatEvent =
  | SessionEvent
  | ({ readonly type: 'deeplink' } & Deeplink)
  | { readonly type: 'tool.change'; readonly toolId: string | null }
  | { readonly type: 'history.open' }
  | { readonly type: 'history.close' };

/** A message as the page gives it. */
export interface MessageParams {
  readonly text?: string;
  readonly content?: readonly LooseContent[];
  readonly reply?: string;
  readonly attachments?: readonly Attachment[];
}

interface ChatConfig {
  readonly environment: Pick<Environment, 'client'>;
  readonly options: Observable<ChatOptions>;
  readonly translator: Observable<Translator>;
  readonly emit: (event: ChatEvent) => void;
}

/** What the views show and do, without any of them. */
export class Chat {
  readonly options: Observable<ChatOptions>;
  readonly translator: Observable<Translator>;
  readonly session: Session;
  readonly composer = new Composer();
  readonly uploads: Uploads;
  readonly entities: Entities;
  readonly dictation: DictationLoader;
  readonly historyOpen = new Observable(false);
  /** Counts how often the element was put into a document: scroll positions are lost on the way. */
  readonly reattached = new Observable(0);
  readonly client: ProtocolClient;
  readonly editing = new Editing(this);
  readonly presence = new Presence(() => void this.session.comeOnline());
  /** Something to know about the chat itself, until it is dismissed or something is sent. */
  readonly notice = new Observable<MessageKey | null>(null);
  readonly helpOpen = new Observable(false);
  readonly #queue = new KeptQueue(() => this.composer.drafts.slot);
  #attached = false;
  /** The server whose messages were taken up that waited for the network. */
  #restored = '';
  /** Where the chat is drawn, once it is. */
  root: ShadowRoot | null = null;
  readonly emit: (event: ChatEvent) => void;

  constructor({ environment, options, translator, emit }: ChatConfig) {
    this.options = options;
    this.translator = translator;
    this.emit = emit;
    this.entities = new Entities(options, emit);
    this.client = environment.client;
    this.session = new Session({
      ...environment,
      emit,
      onQueueChange: () => this.#queue.set(this.session.queued()),
      isOnline: () => this.presence.online.value,
      onThreadGone: () => this.#leaveDeleted(),
      clientTool: () => options.value.onClientTool,
    });
    this.uploads = new Uploads({
      client: environment.client,
      route: () => uploadRouteOf(options.value.api),
      limits: () => (this.#isOpen() ? limitsOf(options.value) : null),
      composer: this.composer,
      emit,
    });
    this.dictation = new DictationLoader({
      client: environment.client,
      insert: (words) => this.composer.insert(words),
      emit,
    });
    this.#bindComposer();
  }

  /** Sends what is in the composer, as soon as its files are there. */
  async submit(): Promise<void> {
    if (this.dictation.active) return this.dictation.accept();
    if (!this.session.ready) return;
    const { uploads } = this;
    if (uploads.status === 'failed') return uploads.complain();
    if (uploads.status === 'uploading') {
      return uploads.sendWhenDone(() => this.submit().catch(ignoreReported));
    }
    const { text, tags, quote, attachments } = this.composer.state.value;
    if (text.trim() === '' && attachments.length === 0) return;
    const message = this.#compose({
      content: contentOf(trimmed({ text, tags })),
      attachments,
      ...(quote === null ? {} : { reply: quote }),
    });
    const tool = this.selectedTool();
    const arrived = this.composer.clear(tool?.persistent === true);
    uploads.forget();
    const sent = this.session.send(message);
    // What waits for the network is kept as such.
    if (!this.presence.online.value) arrived();
    await sent;
    arrived();
  }

  /** Sends one of the start screen's prompts. */
  async sendPrompt(prompt: StartScreenPrompt['prompt']): Promise<void> {
    const params = typeof prompt === 'string' ? { text: prompt } : { content: prompt };
    await this.session.send(this.#compose(params));
  }

  /**
   * Sends a message of the page.
   *
   * @throws ChatKitError when there is nothing in it, or it was not taken.
   */
  async send(
    params: MessageParams & { newThread?: boolean; toolChoice?: { id: string }; model?: string },
  ): Promise<void> {
    const message = {
      ...this.#compose(params),
      ...(params.toolChoice ? { toolId: params.toolChoice.id } : {}),
      ...(params.model === undefined ? {} : { model: params.model }),
    };
    if (message.content.length === 0 && !message.attachments?.length) {
      throw new ChatKitError('empty_message', 'A message needs text, content or attachments.');
    }
    this.setHistoryOpen(false);
    await this.session.send(message, { newThread: params.newThread === true });
  }

  /** Fills the composer without sending anything. */
  fillComposer(params: MessageParams & { toolId?: string | null; modelId?: string }): void {
    const { text, content, reply, attachments, toolId, modelId } = params;
    const written = content ? taggedText(content) : text === undefined ? {} : { text, tags: [] };
    this.composer.set({
      ...written,
      ...(reply === undefined ? {} : { quote: reply === '' ? null : reply }),
      ...(attachments === undefined ? {} : { attachments }),
      ...(modelId === undefined ? {} : { modelId }),
      ...(toolId === undefined ? {} : { toolId }),
    });
    if (attachments !== undefined) this.uploads.forget();
  }

  /** What is in the composer; given to `fillComposer` later, it is there again. */
  composerValue() {
    const { text, tags, quote, attachments, toolId } = this.composer.state.value;
    const model = this.modelId();
    return {
      text,
      content: contentOf({ text, tags }),
      reply: quote ?? '',
      attachments: [...attachments],
      selectedToolId: toolId,
      ...(model === undefined ? {} : { selectedModelId: model }),
    };
  }

  selectTool(toolId: string | null): void {
    this.composer.set({ toolId });
  }

  /** Types an "@" where the cursor is, which offers entities to choose from. */
  mention(): void {
    const { input, state } = this.composer;
    const { text } = state.value;
    const start = input?.selectionStart ?? text.length;
    const gap = start === 0 || /\s/.test(text[start - 1] ?? '') ? '' : ' ';
    const range = { start, end: input?.selectionEnd ?? start };
    this.composer.replace(range, { text: `${gap}@`, tags: [] });
    input?.focus();
    this.composer.onCaret?.(start + gap.length + 1);
  }

  selectedTool() {
    const { toolId } = this.composer.state.value;
    return this.options.value.composer?.tools?.find((tool) => tool.id === toolId);
  }

  /** Takes a message that could not be sent back into the composer. */
  edit(key: string): void {
    const item = this.session.current.value.discard(key);
    if (!item) return;
    this.fillComposer({
      content: item.content,
      reply: item.quoted_text ?? '',
      attachments: item.attachments ?? [],
    });
    this.composer.input?.focus();
  }

  /** Runs an action of a widget: by the page or by the server, as the action says. */
  readonly act = (action: ActionConfig, itemId: string): Promise<void> =>
    runAction(this, action, itemId);

  /**
   * The whole thread that is shown, as a file.
   *
   * @throws ChatKitError when there is none, or it cannot be read.
   */
  async exportThread(format: ExportFormat): Promise<ThreadExport> {
    if (format !== 'markdown' && format !== 'json') {
      throw new ChatKitError('invalid_argument', 'exportThread takes "markdown" or "json".');
    }
    const conversation = this.session.current.value;
    const [items, { exportOf }] = await Promise.all([conversation.readAll(), import('../later')]);
    const { meta } = conversation.state.value.thread;
    if (!meta) throw new ChatKitError('no_thread', 'There is no thread yet.');
    return exportOf(format, meta, items, this.translator.value);
  }

  setHistoryOpen(open: boolean): void {
    if (open === this.historyOpen.value) return;
    this.historyOpen.set(open);
    this.session.history.isShown = open;
    this.emit({ type: open ? 'history.open' : 'history.close' });
    if (open) void this.session.history.load();
  }

  /** Shows a thread; what goes wrong is shown there and reported. */
  open(threadId: string | null): void {
    this.setHistoryOpen(false);
    this.notice.set(null);
    this.session.open(threadId).catch(ignoreReported);
  }

  #compose({ text, content, reply, attachments }: MessageParams): OutgoingMessage {
    const { toolId } = this.composer.state.value;
    const model = this.modelId();
    const parts = content ?? (text ? [{ type: 'input_text' as const, text }] : []);
    return {
      content: parts.map(completed),
      ...(attachments?.length ? { attachments } : {}),
      ...(reply ? { quotedText: reply } : {}),
      ...(toolId === null ? {} : { toolId }),
      ...(model === undefined ? {} : { model }),
    };
  }

  /** The model that the next message asks for, if the page offers any. */
  modelId(): string | undefined {
    const models = this.options.value.composer?.models?.filter(({ disabled }) => !disabled) ?? [];
    const { modelId } = this.composer.state.value;
    const chosen = models.find((model) => model.id === modelId);
    return (chosen ?? models.find((model) => model.default))?.id;
  }

  /** The open thread was deleted elsewhere: what was being written for it goes along. */
  #leaveDeleted(): void {
    const { text } = this.composer.state.value;
    this.session.open(null).catch(ignoreReported);
    if (text.trim() !== '' && this.composer.state.value.text === '') this.composer.set({ text });
    this.notice.set('thread.deleted');
  }

  /** Whether the thread takes messages. */
  #isOpen(): boolean {
    const { meta } = this.session.current.value.state.value.thread;
    return (meta?.status?.type ?? 'active') === 'active';
  }

  /** The element is on a page. */
  attached(): void {
    this.composer.drafts.enter();
    this.composer.reload();
    this.#attached = true;
    this.#restoreQueue();
    this.reattached.set(this.reattached.value + 1);
    this.presence.connect();
  }

  detached(): void {
    this.#attached = false;
    this.presence.disconnect();
    // Nobody would see any more that the microphone is on.
    this.dictation.cancel();
    this.composer.drafts.leave();
  }

  /** Deletes a thread, and what was about to be said in it. */
  async remove(threadId: string): Promise<void> {
    await this.session.remove(threadId);
    this.composer.forget(threadId);
  }

  #applyOptions(before: ChatOptions): void {
    const { api, composer } = this.options.value;
    if (api && api !== before.api) {
      const scope = 'url' in api ? new URL(api.url, document.baseURI).href : '';
      this.composer.useServer(scope);
      this.#restoreQueue();
    }
    const { toolId } = this.composer.state.value;
    const offered = (options: ChatOptions['composer']) =>
      options?.tools?.some(({ id }) => id === toolId) ?? false;
    if (toolId !== null && offered(before.composer) && !offered(composer)) this.selectTool(null);
  }

  /** Takes up what was written offline before the page was loaded again, once for each server. */
  #restoreQueue(): void {
    const { scope } = this.composer.drafts;
    if (!this.#attached || scope === '' || scope === this.#restored) return;
    this.#restored = scope;
    this.session.restore(this.#queue.get());
  }

  #bindComposer(): void {
    const { state } = this.composer;
    let { toolId } = state.value;
    state.subscribe(() => {
      if (state.value.toolId === toolId) return;
      ({ toolId } = state.value);
      this.emit({ type: 'tool.change', toolId });
    });
    let before = this.options.value;
    this.options.subscribe(() => {
      const was = before;
      before = this.options.value;
      this.#applyOptions(was);
    });
    const { current } = this.session;
    let unwatch: (() => void) | undefined;
    const watch = () => {
      unwatch?.();
      const conversation = current.value;
      let { id } = conversation;
      this.editing.cancel();
      this.composer.switchTo(conversation.draftKey);
      this.uploads.switchTo(conversation.draftKey);
      this.dictation.cancel();
      unwatch = conversation.state.subscribe(() => {
        if (conversation.id === id) return;
        id = conversation.id;
        this.composer.becomes(id);
        this.uploads.becomes(id);
      });
    };
    watch();
    current.subscribe(watch);
  }
}

function completed(part: LooseContent): UserMessageContent {
  return part.type === 'input_tag' ? { ...part, data: part.data ?? {} } : part;
}

/** For calls whose failure the callee has shown and reported already. */
export function ignoreReported(): void {}
