export { ChatView } from './ChatView';
export * from './model';
