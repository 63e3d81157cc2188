import { useAttachAction } from './attachments/FilePicker';

/** Something that can be done from the composer: an entry of its "+" menu and of its "/" commands. */
export interface ComposerAction {
  readonly id: string;
  readonly icon: string;
  readonly label: string;
  readonly description?: string;
  /** Leads to these instead of doing something. */
  readonly actions?: readonly ComposerAction[];
  readonly run?: () => void;
}

/**
 * Hooks that give the entries which are possible at the moment. They are called in this order, on
 * every drawing of the composer.
 */
const SOURCES: readonly (() => readonly ComposerAction[])[] = [useAttachAction];

/** What can be done from the composer at the moment, besides choosing a tool or a model. */
export function useComposerActions(): readonly ComposerAction[] {
  return SOURCES.flatMap((use) => use());
}
