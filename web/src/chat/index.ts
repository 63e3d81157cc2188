export { ChatView } from './ChatView';
export { attachFiles } from './composer/attachments/attachFiles';
export * from './model';
