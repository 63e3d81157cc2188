export type { Batch } from './batches';
export * from './client';
export * from './errors';
export * from './events';
export * from './items';
export { asItem } from './parse';
export * from './requests';
export * from './transport';
export { mimeTypeOf, type UploadRoute, uploadFile } from './upload';
