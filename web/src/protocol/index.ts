export * from './client';
export * from './errors';
export * from './events';
export * from './items';
export { isItem } from './parse';
export * from './requests';
export * from './transport';
