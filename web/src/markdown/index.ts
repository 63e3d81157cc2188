export { type MarkdownHost, MarkdownHostContext } from './host';
export { Markdown } from './Markdown';
export type { Mark } from './marks';
export { plainText } from './plain';
export { type Deeplink, isAllowedImage, safeHref } from './urls';
