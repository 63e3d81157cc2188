import type { MessageKey } from '../i18n';

/** Icons of header buttons that say what the button does, by the beginning of their name. */
const NAMES: readonly (readonly [prefix: string, name: MessageKey])[] = [
  ['back', 'header.back'],
  ['close', 'header.close'],
  ['collapse', 'header.collapse'],
  ['compose', 'header.compose'],
  ['dark-mode', 'header.theme'],
  ['dots', 'header.more'],
  ['expand', 'header.expand'],
  ['hamburger', 'header.menu'],
  ['history', 'header.history'],
  ['home', 'header.home'],
  ['light-mode', 'header.theme'],
  ['menu', 'header.menu'],
  ['settings', 'header.settings'],
  ['share', 'header.share'],
  ['sidebar', 'header.sidebar'],
];

/** The accessible name of a page's own header button: options give it an icon and no words. */
export function headerActionName(icon: string, otherwise: MessageKey): MessageKey {
  return NAMES.find(([prefix]) => icon.startsWith(prefix))?.[1] ?? otherwise;
}
