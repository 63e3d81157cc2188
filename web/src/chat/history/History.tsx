import { lazy } from '../lazy';

/** The list of conversations: fetched with the first look at it, while the list itself is. */
export const History = lazy((later) => later.HistoryPanel);
