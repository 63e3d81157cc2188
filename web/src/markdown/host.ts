import { createContext } from 'preact';
import { createTranslator, type Translator } from '../i18n';
import type { Deeplink } from './urls';

/** What markdown needs of the chat around it. */
export interface MarkdownHost {
  /** Where images may be loaded from; others become links. */
  readonly imageDomains: readonly string[];
  readonly onDeeplink: (link: Deeplink) => void;
  /** Puts text on the clipboard; false when the browser does not let it. */
  readonly copy: (text: string) => Promise<boolean>;
  /** Maths or colours of code could not be loaded: their source is shown instead. */
  readonly onChunkFailure: (name: string, error: unknown) => void;
  readonly t: Translator['t'];
}

export const MarkdownHostContext = createContext<MarkdownHost>({
  imageDomains: [],
  onDeeplink: () => undefined,
  copy: async () => false,
  onChunkFailure: () => undefined,
  t: createTranslator('en').t,
});
