import {
  Component,
  type ComponentChildren,
  type ComponentType,
  createRef,
  type RefObject,
  type VNode,
} from 'preact';
import { useId, useMemo } from 'preact/hooks';
import { ENGLISH, EnvContext, type WidgetEnv, type WidgetLabels } from './env';
import { claimFocus, type FocusPlace, rememberFocus, restoreFocus, type Spot } from './focus';
import { survey } from './limits';
import { createPageRegistry } from './page-registry';
import { registry } from './registry';
import { Fallback, Node, Notice } from './render';
import { type Dispatch, isNode, type WidgetNode } from './types';

export interface WidgetProps {
  /** The widget of the thread item, as it came over the wire. */
  widget: unknown;
  itemId: string;
  /** A response streams: actions wait, typing does not. */
  disabled: boolean;
  dispatch: Dispatch;
  /** Draws markdown, safely. */
  Markdown: ComponentType<{ text: string; streaming?: boolean }>;
  /** Translations of the renderer's own words; English where one is missing. */
  labels?: Partial<WidgetLabels>;
  /** A BCP 47 tag. */
  locale?: string;
  /** Whether pictures may be loaded from an address; from any if it is not given. */
  allowsImage?: ((url: string) => boolean) | undefined;
}

const allowAny = () => true;

// All scripts of a page that draw widgets share the first one's.
globalThis.chatkitWidgets ??= createPageRegistry(Object.keys(registry));

/** A widget of a thread. Give it the item's id as key, so that it keeps its state when it is replaced. */
export function Widget({ widget, labels, locale = 'en', ...rest }: WidgetProps): VNode {
  const { itemId, disabled, dispatch, Markdown, allowsImage = allowAny } = rest;
  const id = useId();
  const { tooLarge, labelled: found } = useMemo(() => survey(widget), [widget]);
  // The same set while the names are the same: a new one would draw every component again.
  const names = JSON.stringify([...found]);
  const labelled = useMemo<ReadonlySet<string>>(() => new Set(JSON.parse(names)), [names]);
  const env = useMemo<WidgetEnv>(
    () => ({
      id,
      registry,
      itemId,
      disabled,
      dispatch,
      locale,
      Markdown,
      labelled,
      allowsImage,
      labels: { ...ENGLISH, ...labels },
    }),
    [id, itemId, disabled, dispatch, locale, Markdown, labelled, allowsImage, labels],
  );
  return (
    <EnvContext.Provider value={env}>
      <FocusKeeper content={widget}>
        {tooLarge && <Notice>{env.labels.tooLarge}</Notice>}
        {!tooLarge && isNode(widget) && <Node key={keyOf(widget)} node={widget} />}
        {!tooLarge && !isNode(widget) && <Fallback type="?" />}
      </FocusKeeper>
    </EnvContext.Provider>
  );
}

/** A root with another key is another widget: nothing of the one before is kept. */
function keyOf(root: WidgetNode): string {
  return String(root['key'] ?? root['id'] ?? '');
}

interface KeeperProps {
  content: unknown;
  children: ComponentChildren;
}

/** The widget's element, which keeps the focus inside while its content is replaced. */
class FocusKeeper extends Component<KeeperProps> {
  readonly root: RefObject<HTMLDivElement | null> = createRef<HTMLDivElement>();
  private origin: Spot | null = null;

  override componentDidMount(): void {
    if (this.root.current) claimFocus(this.root.current);
  }

  override getSnapshotBeforeUpdate(before: KeeperProps): FocusPlace | null {
    return before.content === this.props.content ? null : rememberFocus(this.root.current);
  }

  override componentDidUpdate(_props: KeeperProps, _state: object, place: FocusPlace | null): void {
    if (!place || !this.root.current) return;
    restoreFocus(this.root.current, place, this.origin);
    this.origin = place.spot ?? this.origin;
  }

  override render({ children }: KeeperProps): ComponentChildren {
    return (
      <div ref={this.root} class="ck-widget" data-ck-widget tabIndex={-1}>
        {children}
      </div>
    );
  }
}
