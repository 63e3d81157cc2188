import type { ComposerAction } from '../model';
import { useAttachAction } from './attachments/FilePicker';

export type { ComposerAction };

/**
 * Hooks that give the entries which are possible at the moment. They are called in this order, on
 * every drawing of the composer.
 */
const SOURCES: readonly (() => readonly ComposerAction[])[] = [useAttachAction];

/** What can be done from the composer at the moment, besides choosing a tool or a model. */
export function useComposerActions(): readonly ComposerAction[] {
  return SOURCES.flatMap((use) => use());
}
