import { lazy } from '../lazy';

export const BranchedFrom = lazy(async () => (await import('../later')).BranchedFrom);
export const EditMessage = lazy(async () => (await import('../later')).EditMessage);
