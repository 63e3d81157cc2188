import type { EntitiesOption, Entity, Widgets } from '@openai/chatkit';
import { toError } from '../../protocol';
import type { Observable } from '../../state';
import type { ChatEvent } from './chat';
import type { ChatOptions } from './options';

type Preview = Widgets.BasicRoot | null;

const MAX_PREVIEWS = 100;
const PREVIEW_MILLISECONDS = 60_000;

/** What the page knows of entities. What its functions throw is reported to it, and goes no further. */
export class Entities {
  readonly #options: Observable<ChatOptions>;
  readonly #emit: (event: ChatEvent) => void;
  readonly #previews = new Map<string, { preview: Promise<Preview>; at: number }>();

  constructor(options: Observable<ChatOptions>, emit: (event: ChatEvent) => void) {
    this.#options = options;
    this.#emit = emit;
  }

  get #option(): EntitiesOption {
    return this.#options.value.entities ?? {};
  }

  get canPreview(): boolean {
    return this.#option.onRequestPreview !== undefined;
  }

  /** Whether a click on it leads anywhere. */
  canClick(entity: Entity): boolean {
    return entity.interactive === true && this.#option.onClick !== undefined;
  }

  click(entity: Entity): void {
    if (!this.canClick(entity)) return;
    try {
      this.#option.onClick?.(entity);
    } catch (thrown) {
      this.#report(thrown);
    }
  }

  /** What there is to see of an entity; null when there is nothing. Asked for once a minute. */
  preview(entity: Entity): Promise<Preview> {
    const known = this.#previews.get(entity.id);
    if (known && Date.now() - known.at < PREVIEW_MILLISECONDS) return known.preview;
    const preview = this.#ask(entity);
    this.#previews.delete(entity.id);
    this.#previews.set(entity.id, { preview, at: Date.now() });
    const [oldest] = this.#previews.keys();
    if (this.#previews.size > MAX_PREVIEWS && oldest !== undefined) this.#previews.delete(oldest);
    return preview;
  }

  async #ask(entity: Entity): Promise<Preview> {
    try {
      return (await this.#option.onRequestPreview?.(entity))?.preview ?? null;
    } catch (thrown) {
      this.#previews.delete(entity.id);
      this.#report(thrown);
      return null;
    }
  }

  #report(thrown: unknown): void {
    this.#emit({ type: 'error', error: toError(thrown) });
  }
}
