import { options, type VNode } from 'preact';

/**
 * Preact makes an element with the registry of its parent's custom elements. In a root that was moved
 * that is still the one of the document it came from, and browsers refuse to use it in another one.
 */
function forget(node: Node): void {
  Object.defineProperty(node, 'customElementRegistry', { value: undefined, configurable: true });
}

let isForgetting = false;

/** Lets what is drawn in a root go on in another document than the one that it was made in. */
export function forgetRegistry(root: ShadowRoot): void {
  for (const node of [root, ...root.querySelectorAll('*')]) forget(node);
  if (isForgetting) return;
  isForgetting = true;
  // What is drawn later has the registry of the root as soon as it is in it.
  const { diffed } = options;
  options.diffed = (vnode) => {
    diffed?.(vnode);
    // Preact's own name of a node's element, the same in all its builds.
    const { type, __e: element } = vnode as VNode & { readonly __e?: Element };
    if (typeof type === 'string' && element) forget(element);
  };
}
