import { Component, type ComponentChildren, type RefObject } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { adoptRules } from '../theme';
import { useAction } from './actions';
import { useEnv } from './env';
import { useField } from './field';
import type { WidgetComponent, WidgetComponentContext } from './page-component';
import { PageView } from './page-view';
import { fieldValues } from './payload';
import { action as readAction } from './props';
import { Children, Fallback } from './render';
import type { WidgetNode } from './types';

interface NodeProps {
  node: WidgetNode;
}

interface State {
  /** How often a component of this name has been defined since this one is here. */
  defined: number;
  failed: WidgetNode | null;
}

/** A node whose type the page may have defined, or may define later. */
export class PageComponent extends Component<NodeProps, State> {
  override state: State = { defined: 0, failed: null };

  override componentDidMount(): void {
    chatkitWidgets.watch(this);
  }

  /** For the registry. */
  componentDefined(name: string): void {
    if (name !== this.props.node.type) return;
    this.setState(({ defined }) => ({ defined: defined + 1, failed: null }));
  }

  override componentDidCatch(error: unknown): void {
    const { node } = this.props;
    console.error(`[chatkit] The page's component "${node.type}" failed.`, error);
    this.setState({ failed: node });
  }

  override render({ node }: NodeProps, { defined, failed }: State): ComponentChildren {
    const component = chatkitWidgets.get(node.type);
    if (!component || failed === node) return <Fallback type={node.type} failed={!!component} />;
    return <Drawn key={defined} node={node} component={component} />;
  }
}

interface FieldValue {
  readonly value: unknown;
  readonly problem: string;
}

interface DrawnProps extends NodeProps {
  component: WidgetComponent;
}

function Drawn({ node, component }: DrawnProps) {
  const env = useEnv();
  const control = useAction('self');
  const host = useRef<HTMLDivElement>(null);
  const [slots, setSlots] = useState<ReadonlyMap<Element, unknown>>(new Map());
  const [values, setValues] = useState<ReadonlyMap<string, FieldValue>>(new Map());
  const current = useRef({ env, control });
  current.current = { env, control };
  const colorScheme = useColorScheme(host);
  const props = useMemo(() => {
    const { type: _, ...own } = node;
    return own;
  }, [node]);

  const context = useMemo<WidgetComponentContext>(
    () => ({
      get locale() {
        return current.current.env.locale;
      },
      get direction() {
        return host.current && getComputedStyle(host.current).direction === 'rtl' ? 'rtl' : 'ltr';
      },
      get colorScheme() {
        return schemeOf(host.current);
      },
      get disabled() {
        return current.current.control.blocked;
      },
      get busy() {
        return current.current.control.busy;
      },
      dispatch(action, payload) {
        const checked = readAction(action);
        if (!checked) throw new TypeError('dispatch takes an action: { type, payload? }.');
        return current.current.control.run(checked, payload);
      },
      setValue: (name, value, problem = '') =>
        setValues((before) => {
          const after = new Map(before);
          if (value === undefined) after.delete(name);
          else after.set(name, { value, problem });
          return after;
        }),
      renderChildren: (slot, nodes) => setSlots((before) => new Map(before).set(slot, nodes)),
    }),
    [],
  );

  const view = useRef<PageView>(null);
  useLayoutEffect(() => {
    const element = host.current as HTMLDivElement;
    const root = element.getRootNode();
    if (component.styles && root instanceof ShadowRoot) {
      adoptRules(root, `[data-component="${node.type}"] > .ck-w-own {${component.styles}\n}`);
    }
    const shown = new PageView(component, element, context);
    view.current = shown;
    return () => shown.remove();
  }, []);
  useLayoutEffect(
    () => view.current?.show(props),
    [props, env.locale, colorScheme, control.blocked, control.busy],
  );

  return (
    <div
      class="ck-w-component"
      part="component"
      data-component={node.type}
      aria-busy={control.busy || undefined}
    >
      <div ref={host} class="ck-w-own" />
      {[...values].map(([name, value]) => (
        <FormValue key={name} name={name} {...value} host={host} />
      ))}
      {[...slots].map(([slot, nodes], index) => (
        <Slot key={index} into={slot} nodes={nodes === undefined ? node['children'] : nodes} />
      ))}
    </div>
  );
}

/** The scheme of the element's surroundings, which the theme says in CSS. */
function schemeOf(element: Element | null): 'light' | 'dark' {
  return element && getComputedStyle(element).colorScheme === 'dark' ? 'dark' : 'light';
}

/** The scheme around an element; draws again when the page chooses another one. */
function useColorScheme(ref: RefObject<Element | null>): 'light' | 'dark' {
  const [scheme, setScheme] = useState<'light' | 'dark'>('light');
  useEffect(() => {
    const root = ref.current?.getRootNode();
    if (!(root instanceof ShadowRoot)) return;
    const look = () => setScheme(schemeOf(ref.current));
    const observer = new MutationObserver(look);
    observer.observe(root.host, { attributeFilter: ['data-theme'] });
    look();
    return () => observer.disconnect();
  }, [ref]);
  return scheme;
}

interface FormValueProps extends FieldValue {
  name: string;
  host: RefObject<HTMLElement | null>;
}

/** A value of the page's component in the form around it: a field that is not seen. */
function FormValue({ name, value, problem, host }: FormValueProps) {
  const field = useField(name, undefined);
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (!input.current) return;
    fieldValues.set(input.current, value);
    input.current.setCustomValidity(problem);
    input.current.dispatchEvent(new Event('input'));
  }, [value, problem]);
  const toOwn = () =>
    host.current
      ?.querySelector<HTMLElement>('button, input, select, textarea, [tabindex]')
      ?.focus();
  return (
    <>
      <input
        ref={input}
        class="ck-sr"
        {...field.control}
        tabIndex={-1}
        aria-hidden="true"
        onFocus={toOwn}
      />
      {field.error && (
        <p class="ck-w-error" role="alert" part="field-error">
          {field.error}
        </p>
      )}
    </>
  );
}

interface SlotProps {
  into: Element;
  nodes: unknown;
}

/**
 * Components of the widget in an element of the page's: they are drawn here, where they have all
 * that is around them, and then moved.
 */
function Slot({ into, nodes }: SlotProps) {
  const content = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = content.current;
    if (element) into.append(element);
    return () => element?.remove();
  }, [into]);
  return (
    <div hidden>
      <div ref={content} class="ck-w-children">
        <Children of={nodes} />
      </div>
    </div>
  );
}
