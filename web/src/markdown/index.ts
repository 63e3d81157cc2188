export { type MarkdownHost, MarkdownHostContext } from './host';
export { Markdown } from './Markdown';
export { type Deeplink, safeHref } from './urls';
