import { createContext } from 'preact';
import type { Definitions } from './syntax/nodes';

/** What the parts of a text must know of all of it. */
export interface DocumentContextValue {
  readonly definitions: Definitions;
  /** Unlike that of any other text in the shadow root: ids of footnotes begin with it. */
  readonly id: string;
}

export const DocumentContext = createContext<DocumentContextValue>({
  definitions: { links: new Map(), footnotes: new Map() },
  id: '',
});

/** The ids of a footnote and of what refers to it. */
export const footnoteId = (id: string, number: number): string => `${id}-note-${number}`;
export const referenceId = (id: string, number: number): string => `${id}-ref-${number}`;
