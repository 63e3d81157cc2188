import type { ChatKitOptions, OpenAIChatKit } from '@openai/chatkit';
import { h, render } from 'preact';
import { attachFiles, Chat, type ChatOptions, ChatView } from '../chat';
import { resolveLocale } from '../i18n';
import { ChatKitError, ProtocolClient } from '../protocol';
import { Observable } from '../state';
import { adoptRules, colorSchemeOf, HostVariables, registerFonts, themeVariables } from '../theme';
import { ActiveLocale } from './active-locale';
import { Connection, endpointOf } from './connection';
import { afterTwoFrames, EventOutlet } from './events';
import type { ComposerValue, ExportFormat, OpenChatKit, ThreadExport } from './openai-chatkit';
import { checkOptions } from './options';
import { forgetRegistry } from './registry';
import { styles } from './styles';

type Methods = Pick<
  OpenChatKit,
  | 'setOptions'
  | 'focusComposer'
  | 'setThreadId'
  | 'sendCustomAction'
  | 'sendUserMessage'
  | 'setComposerValue'
  | 'showHistory'
  | 'hideHistory'
  | 'fetchUpdates'
  | 'getComposerValue'
  | 'stop'
  | 'retry'
  | 'exportThread'
>;

/**
 * `<openai-chatkit>`: a chat in an open shadow root, driven by options, methods and events.
 *
 * It starts when it has options and is in a document, whichever comes last, and then keeps its state
 * for as long as it lives: it may be moved, or removed and added again.
 *
 * @fires chatkit.ready - Once, two frames after the start; every other event comes later.
 * @fires chatkit.error - `{ error }`: anything that went wrong, for the page's log.
 * @fires chatkit.effect - `{ name, data }`: the server asks the page to do something.
 * @fires chatkit.deeplink - `{ name, data }`: a `chatkit-link://` link was followed.
 * @fires chatkit.log - `{ name, data }`: something worth knowing for diagnosis.
 * @fires chatkit.response.start - The assistant begins to answer in the thread that is shown.
 * @fires chatkit.response.end - It has finished, or another thread is shown.
 * @fires chatkit.thread.change - `{ threadId }`: another thread is shown, or a new one got its id.
 * @fires chatkit.thread.load.start - `{ threadId }`
 * @fires chatkit.thread.load.end - `{ threadId }`: also when it could not be loaded.
 * @fires chatkit.tool.change - `{ toolId }`: another tool is selected in the composer.
 * @fires chatkit.history.open
 * @fires chatkit.history.close
 *
 * @csspart root header title history-button new-chat-button more-button start-screen greeting prompt
 * @csspart dialog day branched-from edit unsent offline note
 * @csspart thread turn user-turn assistant-turn item user-bubble quote tag assistant-message
 * @csspart source-mark sources workflow task tool-call questions answers image image-dialog
 * @csspart quote-toolbar actions thinking progress notice error fallback jump-to-latest code history
 * @csspart composer composer-input composer-tag send-button stop-button plus-button tool-button
 * @csspart model-button menu suggestions attachments attachment composer-notice drop-overlay
 * @csspart dictation dictation-button disclaimer
 */
export class ChatKitElement extends HTMLElement implements Methods {
  readonly #options = new Observable<ChatOptions>({ api: null });
  readonly #outlet = new EventOutlet(this);
  readonly #variables: HostVariables;
  readonly #chat: Chat;
  readonly #reported = new Set<string>();
  readonly #started: Promise<void>;
  #start: (() => void) | null;
  #hasOptions = false;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    adoptRules(root, styles);
    this.#variables = new HostVariables(root);

    const locale = new ActiveLocale(resolveLocale(navigator.languages), this.#outlet.emit);
    this.#options.subscribe(() => {
      const wanted = this.#options.value.locale;
      locale.use(resolveLocale(wanted ? [wanted] : navigator.languages));
    });
    const connection = new Connection(this.#options);
    this.#chat = new Chat({
      environment: {
        client: new ProtocolClient({
          transport: connection.transport,
          locale: () => locale.translator.value.locale,
          onAnnounced: () => this.#joinTabs(),
        }),
      },
      options: this.#options,
      translator: locale.translator,
      emit: this.#outlet.emit,
    });

    this.#chat.root = root;

    let started: () => void = () => undefined;
    this.#started = new Promise((resolve) => {
      started = resolve;
    });
    this.#start = () => {
      render(h(ChatView, { chat: this.#chat }), root);
      const { initialThread } = this.#options.value;
      // A thread that cannot be loaded is shown as such, and reported.
      if (initialThread) this.#chat.session.open(initialThread, true).catch(() => undefined);
      else {
        connection.prepare().catch((error: Error) => this.#outlet.emit({ type: 'error', error }));
      }
      afterTwoFrames(() => this.#outlet.open());
      started();
    };
  }

  connectedCallback(): void {
    this.#startOnce();
    this.#chat.attached();
    this.#joinTabs();
  }

  /** It is in another document, of a frame or a window of the page. */
  adoptedCallback(): void {
    if (this.shadowRoot) forgetRegistry(this.shadowRoot);
    this.#variables.moved();
    this.#registerFonts();
  }

  disconnectedCallback(): void {
    this.#chat.detached();
    this.#joinTabs();
  }

  /** Applies a full set of options; what is not given goes back to its default. */
  setOptions(options: ChatKitOptions): void {
    const checked = checkOptions(options);
    for (const { message } of checked.report.problems) {
      // Options are set again and again; what is wrong with them is said once.
      if (this.#reported.has(message)) continue;
      this.#reported.add(message);
      this.#outlet.emit({ type: 'error', error: new ChatKitError('invalid_option', message) });
    }
    for (const option of checked.report.unknown) {
      this.#outlet.emit({ type: 'log', name: 'option.unknown', data: { option } });
    }
    this.#options.set(checked.options);
    this.#applyTheme(checked.options.theme);
    this.#hasOptions = true;
    this.#joinTabs();
    this.#startOnce();
  }

  async focusComposer(): Promise<void> {
    await this.#started;
    this.#chat.setHistoryOpen(false);
    this.#chat.composer.input?.focus();
  }

  /** Shows a thread. Resolves once it is loaded; rejects if it cannot be. */
  async setThreadId(threadId: string | null): Promise<void> {
    if (threadId !== null && typeof threadId !== 'string') {
      throw new ChatKitError('invalid_argument', 'setThreadId takes the id of a thread, or null.');
    }
    await this.#started;
    this.#chat.setHistoryOpen(false);
    await this.#chat.session.open(threadId);
  }

  /** Sends an action of the page. Resolves when what it led to is there. */
  async sendCustomAction(
    action: Parameters<OpenAIChatKit['sendCustomAction']>[0],
    itemId?: string,
  ): Promise<void> {
    if (typeof action?.type !== 'string') {
      throw new ChatKitError('invalid_argument', 'sendCustomAction takes { type, payload }.');
    }
    await this.#started;
    const { type, payload } = action;
    const plain = { type, ...(payload === undefined ? {} : { payload }) };
    await this.#chat.session.current.value.act(plain, itemId, true);
  }

  /** Sends a message. Resolves when the server took it; the answer comes in afterwards. */
  async sendUserMessage(params: Parameters<OpenAIChatKit['sendUserMessage']>[0]): Promise<void> {
    await this.#started;
    await this.#chat.send(params);
  }

  /**
   * Fills the composer. Resolves when the files are uploaded; rejects if one is refused or fails.
   */
  async setComposerValue(params: Parameters<OpenAIChatKit['setComposerValue']>[0]): Promise<void> {
    await this.#started;
    const { files = [], selectedToolId, selectedModelId, ...message } = params;
    this.#chat.fillComposer({
      ...message,
      ...(selectedToolId === undefined ? {} : { toolId: selectedToolId }),
      ...(selectedModelId === undefined ? {} : { modelId: selectedModelId }),
    });
    if (files.length > 0) await attachFiles(this.#chat.uploads, files);
  }

  /** What is in the composer, in the shape that `setComposerValue` takes. */
  async getComposerValue(): Promise<ComposerValue> {
    await this.#started;
    return this.#chat.composerValue();
  }

  async showHistory(): Promise<void> {
    await this.#started;
    this.#chat.setHistoryOpen(true);
  }

  async hideHistory(): Promise<void> {
    await this.#started;
    this.#chat.setHistoryOpen(false);
  }

  /** Brings the thread that is shown, and the history if it was loaded, to what the server has. */
  async fetchUpdates(): Promise<void> {
    await this.#started;
    await this.#chat.session.refresh();
  }

  /** Stops the answer that is being written; what there is of it stays. */
  async stop(): Promise<void> {
    await this.#started;
    const conversation = this.#chat.session.current.value;
    if (!conversation.busy) throw new ChatKitError('idle', 'No answer is being written.');
    if (!conversation.state.value.thread.allowCancel) {
      throw new ChatKitError('not_allowed', 'The server does not allow this answer to be stopped.');
    }
    await conversation.stop();
  }

  /** Has a message answered again, or sent again if it was not. Resolves when the answer is there. */
  async retry(itemId: string): Promise<void> {
    await this.#started;
    await this.#chat.session.current.value.retryItem(itemId);
  }

  /** The whole thread that is shown, as a file. */
  async exportThread(format: ExportFormat): Promise<ThreadExport> {
    await this.#started;
    return this.#chat.exportThread(format);
  }

  #joinTabs(): void {
    const { api } = this.#options.value;
    this.#chat.session.join(this.isConnected ? api && endpointOf(api) : null);
  }

  #startOnce(): void {
    if (!this.#hasOptions || !this.isConnected) return;
    const start = this.#start;
    this.#start = null;
    start?.();
  }

  #applyTheme(theme: ChatOptions['theme']): void {
    this.dataset['theme'] = colorSchemeOf(theme);
    this.#variables.set(themeVariables(theme));
    this.#registerFonts();
  }

  #registerFonts(): void {
    const { theme } = this.#options.value;
    if (typeof theme !== 'object') return;
    registerFonts(theme.typography?.fontSources ?? [], this.ownerDocument);
  }
}
