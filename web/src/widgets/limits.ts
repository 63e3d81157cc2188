import { isNode } from './types';

/** Nodes below this depth are not drawn: no honest widget is nested this deep. */
export const MAX_DEPTH = 48;

/** A widget of more nodes than this is not drawn: it would hold up the whole page. */
export const MAX_NODES = 5_000;

/** Options of one control beyond this many are left out. */
export const MAX_OPTIONS = 1_000;

/** Whether a tree has more than `MAX_NODES` nodes. A tree that contains itself has. */
export function isTooLarge(root: unknown): boolean {
  const open: unknown[] = [root];
  let seen = 0;
  while (open.length > 0) {
    const node = open.pop();
    if (!isNode(node)) continue;
    seen += 1;
    if (seen > MAX_NODES) return true;
    const children = node['children'];
    if (Array.isArray(children)) {
      if (children.length > MAX_NODES) return true;
      open.push(...children);
    } else {
      open.push(children);
    }
  }
  return false;
}
