import type { Entity } from '@openai/chatkit';
import { toError } from '../../../protocol';
import { Observable } from '../../../state';
import { type ChatEvent, type ChatOptions, type Composer, join, NO_TEXT, tagOf } from '../../model';
import type { ComposerAction } from '../actions';
import {
  actionOptions,
  commandOptions,
  entityOptions,
  isNamed,
  matching,
  type Option,
} from './menu-options';
import { type Trigger, triggerAt } from './trigger';

interface Submenu {
  readonly label: string;
  readonly options: readonly Option[];
}

export interface SuggestionsState extends Trigger {
  readonly options: readonly Option[];
  /** The option that Enter takes; -1 when there is none. */
  readonly active: number;
  readonly loading: boolean;
  readonly failed: boolean;
  /** The key of a command that the page is running. */
  readonly pending: string | null;
  /** The menus that lead to the one that is shown, and that one. */
  readonly path: readonly Submenu[];
}

interface SuggestionsConfig {
  readonly composer: Composer;
  readonly options: Observable<ChatOptions>;
  readonly emit: (event: ChatEvent) => void;
}

/** How long typing has to rest before the page is asked, in milliseconds. */
const REST = 150;

/** What can be chosen where "@" or "/" was typed: entities of the page, commands. */
export class Suggestions {
  readonly state = new Observable<SuggestionsState | null>(null);
  /** The element's own commands. */
  actions: readonly ComposerAction[] = [];
  readonly #composer: Composer;
  readonly #options: Observable<ChatOptions>;
  readonly #emit: (event: ChatEvent) => void;
  #caret = 0;
  /** Where the menu was closed by the user: it stays so until that "@" or "/" is gone. */
  #dismissed: Pick<Trigger, 'kind' | 'start'> | null = null;
  /** The option that the user went to by themselves. */
  #picked: string | null = null;
  /** The user has taken what will be the active option when the page has answered. */
  #eager = false;
  /** Counts searches and choices: an answer to an earlier one comes too late. */
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor({ composer, options, emit }: SuggestionsConfig) {
    this.#composer = composer;
    this.#options = options;
    this.#emit = emit;
  }

  /** Opens, narrows or closes the menu by what stands before the cursor; null is no cursor. */
  follow(caret: number | null): void {
    const { entities, commands } = this.#options.value;
    const trigger =
      caret === null
        ? null
        : triggerAt(this.#composer.state.value, caret, {
            entity: entities?.onTagSearch !== undefined,
            command: commands?.enabled === true,
          });
    if (!trigger || caret === null) {
      if (caret !== null) this.#dismissed = null;
      this.#close();
      return;
    }
    this.#caret = caret;
    const isSame = (other: Pick<Trigger, 'kind' | 'start'> | null) =>
      other?.kind === trigger.kind && other.start === trigger.start;
    if (isSame(this.#dismissed)) return;
    const { value: open } = this.state;
    if (open && isSame(open)) {
      if (open.query !== trigger.query) this.#search({ ...open, ...trigger }, REST);
    } else {
      const blank = { options: [], active: -1, loading: true, failed: false, pending: null };
      this.#search({ ...trigger, ...blank, path: [] }, 0);
    }
  }

  /** Closes the menu and leaves the text as it is. */
  dismiss(): void {
    this.#dismissed = this.state.value;
    this.#close();
  }

  /** Makes another option the active one; beyond the ends it goes on at the other one. */
  activate(index: number): void {
    const { value: open } = this.state;
    const count = open?.options.length ?? 0;
    if (!open || count === 0) return;
    const active = (index + count) % count;
    this.#picked = open.options[active]?.key ?? null;
    this.state.set({ ...open, active });
  }

  /**
   * Takes the active option. While the page looks for the command that was typed, that is not yet
   * the first of our own: it is taken when it is here.
   *
   * @returns Whether there was one to take, or to wait for.
   */
  take(): boolean {
    const { value: open } = this.state;
    if (!open) return false;
    const option = open.options[open.active];
    // What has an argument is a message of its own, whatever may come yet.
    const waits = open.loading && !(open.kind === 'command' && /\s/.test(open.query));
    const isGuess = open.kind === 'command' && open.query !== '' && this.#picked === null;
    if (option && !(waits && isGuess)) this.choose(option);
    else if (waits) this.#eager = isGuess;
    else return false;
    return true;
  }

  /** Back to the menu that led to this one. */
  back(): void {
    const { value: open } = this.state;
    if (!open || open.path.length === 0) return;
    this.#show({ ...open, path: open.path.slice(0, -1) });
  }

  /** Takes an option: it goes into the text, leads to a menu, or is done. */
  choose(option: Option): void {
    const { value: open } = this.state;
    if (!open || open.pending !== null || option.disabled) return;
    switch (option.type) {
      case 'entity':
        this.#insert(open, option.entity);
        break;
      case 'action': {
        const { actions, run } = option.action;
        if (actions) {
          this.#show({
            ...open,
            path: [...open.path, { label: option.label, options: actionOptions(actions) }],
          });
        } else {
          this.#finish(open);
          run?.();
        }
        break;
      }
      case 'command':
        void this.#run(open, option);
        break;
      default:
        option satisfies never;
    }
  }

  async #run(open: SuggestionsState, option: Extract<Option, { type: 'command' }>): Promise<void> {
    const turn = this.#next();
    this.state.set({ ...open, loading: false, failed: false, pending: option.key });
    try {
      const selection = await this.#options.value.commands?.onSelect?.(option.command);
      const { value: now } = this.state;
      if (turn !== this.#turn || !now) return;
      if (selection?.type === 'entity') this.#insert(now, selection.entity);
      else if (selection?.type === 'menu') {
        const submenu = { label: option.label, options: commandOptions(selection.commands) };
        this.#show({ ...now, pending: null, path: [...now.path, submenu] });
      } else this.#finish(now);
    } catch (thrown) {
      this.#emit({ type: 'error', error: toError(thrown) });
      const { value: now } = this.state;
      if (turn === this.#turn && now) this.state.set({ ...now, pending: null, failed: true });
    }
  }

  /** Shows a menu from its beginning: what was typed belonged to the one before. */
  #show(menu: SuggestionsState): void {
    const start = menu.start + 1;
    if (this.#caret > start) {
      // The field tells of its new text at once: the search below is then the second one.
      this.state.set({ ...menu, query: '' });
      this.#composer.replace({ start, end: this.#caret }, NO_TEXT);
      this.#caret = start;
    }
    this.#search({ ...menu, query: '', options: [], active: -1 }, 0);
  }

  #insert({ start }: SuggestionsState, entity: Entity): void {
    const range = { start, end: this.#caret };
    const { text } = this.#composer.state.value;
    const gap = /^\s/.test(text.slice(range.end)) ? '' : ' ';
    this.#close();
    this.#composer.replace(range, join(tagOf(entity), { text: gap, tags: [] }));
  }

  #finish({ start }: SuggestionsState): void {
    const range = { start, end: this.#caret };
    this.#close();
    this.#composer.replace(range, NO_TEXT);
  }

  #search(menu: SuggestionsState, rest: number): void {
    const turn = this.#next();
    const { query, kind } = menu;
    const submenu = menu.path.at(-1);
    const own = submenu
      ? matching(submenu.options, query)
      : kind === 'command'
        ? matching(actionOptions(this.actions), query)
        : [];
    const { entities, commands } = this.#options.value;
    const ask = submenu
      ? undefined
      : kind === 'entity'
        ? async () => entityOptions(await entities?.onTagSearch?.(query))
        : commands?.onSearch && (async () => commandOptions(await commands.onSearch?.(query)));

    // What was found before and still fits stays until there is something new: nothing flickers.
    const before = ask ? menu.options.filter(({ type }) => type !== 'action') : [];
    const found = matching(before, query);
    this.#set({ ...menu, options: [...own, ...found], loading: ask !== undefined, failed: false });
    if (!ask) return;
    this.#timer = setTimeout(async () => {
      try {
        const options = await ask();
        if (turn === this.#turn) this.#answer({ options: [...own, ...options] });
      } catch (thrown) {
        this.#emit({ type: 'error', error: toError(thrown) });
        if (turn === this.#turn) this.#answer({ options: own, failed: true });
      }
    }, rest);
  }

  #answer(change: Partial<SuggestionsState>): void {
    const { value: open } = this.state;
    if (!open) return;
    const menu = this.#set({ ...open, loading: false, ...change });
    const option = menu.options[menu.active];
    if (this.#eager && option) this.choose(option);
  }

  /**
   * Puts a menu in place. Active is what the user went to, while it is there, or the command that
   * they typed, or the first option.
   */
  #set(menu: SuggestionsState): SuggestionsState {
    const { options, kind, query } = menu;
    const picked = options.findIndex(({ key }) => key === this.#picked);
    if (picked === -1) this.#picked = null;
    const typed = options.findIndex(({ label }) => kind === 'command' && isNamed(label, query));
    const active = [picked, typed].find((index) => index !== -1) ?? Math.min(0, options.length - 1);
    const placed = { ...menu, active };
    this.state.set(placed);
    return placed;
  }

  #next(): number {
    clearTimeout(this.#timer);
    this.#eager = false;
    this.#turn += 1;
    return this.#turn;
  }

  #close(): void {
    this.#next();
    this.#picked = null;
    this.state.set(null);
  }
}
