import { isNode } from './types';

/** Nodes below this depth are not drawn: no honest widget is nested this deep. */
export const MAX_DEPTH = 48;

/** A widget of more nodes than this is not drawn: it would hold up the whole page. */
export const MAX_NODES = 5_000;

/** Options of one control beyond this many are left out. */
export const MAX_OPTIONS = 1_000;

/** What has to be known of a whole tree before it is drawn. */
export interface Survey {
  /** More than `MAX_NODES` nodes. A tree that contains itself has. */
  readonly tooLarge: boolean;
  /** The fields that a `Label` names; the others need an accessible name of their own. */
  readonly labelled: ReadonlySet<string>;
}

/** Looks through a tree once, without recursion and without an end that depends on the tree. */
export function survey(root: unknown): Survey {
  const labelled = new Set<string>();
  const open: unknown[] = [root];
  for (let seen = 0; open.length > 0; ) {
    const node = open.pop();
    if (!isNode(node)) continue;
    seen += 1;
    if (seen > MAX_NODES) return { tooLarge: true, labelled };
    if (node.type === 'Label' && typeof node['fieldName'] === 'string') {
      labelled.add(node['fieldName']);
    }
    const children = node['children'];
    for (const child of Array.isArray(children) ? children.slice(0, MAX_NODES + 1) : [children]) {
      open.push(child);
    }
  }
  return { tooLarge: false, labelled };
}
