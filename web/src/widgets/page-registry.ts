import type { ChatKitWidgets, WidgetComponent, WidgetComponentWatcher } from './page-component';

const NAME = /^[a-z][\w.-]{0,63}$/i;

/** @param builtIn The names that pages cannot give to their components. */
export function createPageRegistry(builtIn: readonly string[]): ChatKitWidgets {
  const components = new Map<string, WidgetComponent>();
  // Elements that a page has thrown away must not stay for the sake of what may be defined later.
  const watchers = new Set<WeakRef<WidgetComponentWatcher>>();
  return {
    define(name, component) {
      if (!NAME.test(name)) throw new TypeError(`"${name}" cannot be the name of a component.`);
      if (builtIn.includes(name)) {
        throw new TypeError(`ChatKit has a component "${name}": give yours another name.`);
      }
      if (typeof component?.render !== 'function') {
        throw new TypeError(`The component "${name}" has no function "render".`);
      }
      components.set(name, component);
      for (const reference of watchers) {
        const watcher = reference.deref();
        if (watcher) watcher.componentDefined(name);
        else watchers.delete(reference);
      }
    },
    get: (name) => components.get(name),
    watch: (watcher) => void watchers.add(new WeakRef(watcher)),
  };
}
