import { lazy } from '../lazy';

export const BranchedFrom = lazy((later) => later.BranchedFrom);
export const EditMessage = lazy((later) => later.EditMessage);
