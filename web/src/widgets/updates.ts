import { MAX_DEPTH } from './limits';
import { isNode, type WidgetNode, type WidgetRoot, type WidgetUpdate } from './types';

/**
 * The widget after an update. Pure: what does not change is shared with the widget before, so that
 * a renderer can skip it. An update for an id that the widget does not have changes nothing.
 */
export function applyWidgetUpdate(root: WidgetRoot, update: WidgetUpdate): WidgetRoot {
  switch (update.type) {
    case 'widget.root.updated':
      return isNode(update.widget) ? update.widget : root;
    case 'widget.component.updated': {
      const { component } = update;
      return isNode(component) ? replaceById(root, update.component_id, () => component) : root;
    }
    case 'widget.streaming_text.value_delta':
      return replaceById(root, update.component_id, (node) => appendText(node, update));
  }
}

function appendText(node: WidgetNode, { delta, done }: { delta: string; done: boolean }) {
  const value = typeof node['value'] === 'string' ? node['value'] : '';
  return { ...node, value: value + delta, streaming: !done };
}

/** Replaces the first node that has the id, and the nodes on the way to it. */
function replaceById(
  node: WidgetNode,
  id: string,
  replace: (node: WidgetNode) => WidgetNode,
  depth = 0,
): WidgetNode {
  if (depth > MAX_DEPTH) return node;
  if (node['id'] === id) return replace(node);
  const children = node['children'];
  if (isNode(children)) {
    const child = replaceById(children, id, replace, depth + 1);
    return child === children ? node : { ...node, children: child };
  }
  if (!Array.isArray(children)) return node;
  for (const [index, child] of children.entries()) {
    if (!isNode(child)) continue;
    const replaced = replaceById(child, id, replace, depth + 1);
    if (replaced !== child) return { ...node, children: children.with(index, replaced) };
  }
  return node;
}
