export { type MarkdownHost, MarkdownHostContext } from './host';
export { Markdown } from './Markdown';
export { plainText } from './plain';
export { type Deeplink, safeHref } from './urls';
