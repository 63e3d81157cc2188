import { Component, type ComponentChildren, createContext, type ErrorInfo } from 'preact';
import { useContext } from 'preact/hooks';
import { Icon } from '../icons';
import { useEnv } from './env';
import { MAX_DEPTH } from './limits';
import { PageComponent } from './PageComponent';
import { isNode, type WidgetNode } from './types';
import { warnOnce } from './warn';

const DepthContext = createContext(0);

/** The children of a node: a list, a single node, or nothing. */
export function Children({ of: children }: { of: unknown }) {
  const depth = useContext(DepthContext);
  if (children === undefined || children === null) return null;
  const list = Array.isArray(children) ? children : [children];
  const keys = new Set<string>();
  return (
    <DepthContext.Provider value={depth + 1}>
      {list.map((child, index) => {
        if (!isNode(child)) return child ? <Fallback key={index} type="?" /> : null;
        return <Node key={uniqueKey(child, index, keys)} node={child} depth={depth + 1} />;
      })}
    </DepthContext.Provider>
  );
}

/** A node keeps its state while its key (or id, or else its place) stays. */
function uniqueKey(node: WidgetNode, index: number, taken: Set<string>): string {
  const own = node['key'] ?? node['id'];
  const key = typeof own === 'string' || typeof own === 'number' ? `key:${own}` : `at:${index}`;
  const unique = taken.has(key) ? `at:${index}` : key;
  taken.add(unique);
  return unique;
}

interface NodeProps {
  node: WidgetNode;
  depth?: number;
}

interface NodeState {
  /** The node that could not be drawn; another one is tried again. */
  failed: WidgetNode | null;
}

/**
 * One node, drawn by the renderer of its type. It is drawn again only when the node is another one,
 * and what throws inside it takes down nothing but itself.
 */
export class Node extends Component<NodeProps, NodeState> {
  override state: NodeState = { failed: null };

  override shouldComponentUpdate(next: NodeProps, state: NodeState): boolean {
    return next.node !== this.props.node || state.failed !== this.state.failed;
  }

  override componentDidCatch(error: unknown, _info: ErrorInfo): void {
    console.error(`[chatkit] The widget component "${this.props.node.type}" failed.`, error);
    this.setState({ failed: this.props.node });
  }

  override render({ node, depth = 0 }: NodeProps): ComponentChildren {
    if (this.state.failed === node) return <Fallback type={node.type} failed />;
    if (depth > MAX_DEPTH) return <Fallback type="…" />;
    return <Registered node={node} />;
  }
}

function Registered({ node }: { node: WidgetNode }) {
  const { registry } = useEnv();
  const entry = Object.hasOwn(registry, node.type) ? registry[node.type] : undefined;
  if (!entry) return <PageComponent node={node} />;
  return <entry.draw node={node} />;
}

/** Says which component is missing. What cannot be drawn must be seen, or answers lose their meaning. */
export function Fallback({ type, failed = false }: { type: string; failed?: boolean }) {
  const { labels } = useEnv();
  const name = type.slice(0, 40);
  if (!failed) warnOnce(`No renderer for the widget component "${name}".`);
  return (
    <Notice>{(failed ? labels.failed : labels.unsupported).replace('{type}', () => name)}</Notice>
  );
}

/** A line in place of what is not drawn. */
export function Notice({ children }: { children: ComponentChildren }) {
  return (
    <div class="ck-w-notice" part="widget-notice">
      <Icon name="info" />
      <span>{children}</span>
    </div>
  );
}
