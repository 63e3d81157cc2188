/**
 * Props come from a server, a template or a model: each is read by a function that gives a value of
 * the right type or none, and never throws. A component lists one reader for every prop that the
 * wire type has, so a prop that the type files gain does not compile until it is read.
 */
import type { Widgets } from '@openai/chatkit';
import type { ComponentType } from 'preact';
import type { Chart } from './charts/wire';
import { type ActionConfig, isRecord, type WidgetNode } from './types';
import { warnOnce } from './warn';

/** Any component of the type files and of the Python SDK, and the one of a type name. */
export type Wire = Widgets.WidgetRoot | Widgets.WidgetComponent | Widgets.ListViewItem | Chart;
export type WireOf<Name extends Wire['type']> = Extract<Wire, { type: Name }>;

export type Reader<T> = (value: unknown) => T;

type PropNames<W> = Exclude<keyof W, 'type' | 'key' | 'id'>;
type AnyReaders<W> = { [P in PropNames<W>]-?: Reader<unknown> };
/** Names of choices that the wire type has and the reader would drop make the prop `never`. */
type Complete<W, R> = {
  [P in keyof R]: P extends PropNames<W>
    ? R[P] extends Reader<infer T>
      ? IsChoice<NonNullable<W[P]>> extends true
        ? NonNullable<W[P]> extends T
          ? R[P]
          : never
        : R[P]
      : never
    : never;
};
type IsChoice<T> = [T] extends [string] ? (string extends T ? false : true) : false;

/** What a component gets from its readers. */
export type Props<R> = { [P in keyof R]: R[P] extends Reader<infer T> ? T : never };

/** A component of the registry: what it reads, and how it is drawn. */
export interface Renderer {
  readonly props: readonly string[];
  /** What is taken where a prop is missing, or is nothing that can be drawn. */
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly draw: ComponentType<{ node: WidgetNode }>;
}

/** One reader for each prop of a wire type: no more, no fewer. */
export function readers<W>() {
  return <const R extends AnyReaders<W>>(spec: R & Complete<W, R>): R => spec;
}

/** Joins readers, the view that they feed, and what it gets for what is missing. */
export function renderer<R extends Record<string, Reader<unknown>>>(
  spec: R,
  View: ComponentType<Props<R>>,
  defaults: Partial<Props<R>> = {},
): Renderer {
  const entries = Object.entries(spec);
  const Drawn = View as ComponentType<Record<string, unknown>>;
  const missing: Readonly<Record<string, unknown>> = defaults;
  return {
    props: entries.map(([name]) => name),
    defaults: missing,
    draw: ({ node }) => {
      const props: Record<string, unknown> = {};
      for (const [name, read] of entries) props[name] = read(node[name]) ?? missing[name];
      warnOfUnknown(node, props);
      return <Drawn {...props} />;
    },
  };
}

/** Props of every node, which no component reads. */
const ANY_NODE = new Set(['type', 'key', 'id']);

/** A prop that nothing reads would be a mistake that nobody sees. */
function warnOfUnknown(node: WidgetNode, props: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(node)) {
    if (Object.hasOwn(props, name) || ANY_NODE.has(name)) continue;
    // The Python SDK may write out what was never set.
    if (value === null || value === undefined) continue;
    warnOnce(`The widget component "${node.type}" has no prop "${name.slice(0, 40)}".`);
  }
}

export const text: Reader<string | undefined> = (value) => {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
};

export const flag: Reader<boolean> = (value) => value === true;

/** What is so unless it is denied. */
export const unlessFalse: Reader<boolean> = (value) => value !== false;

/** A whole number in a range, for counts of lines and cells. */
export const count =
  (min: number, max: number): Reader<number | undefined> =>
  (value) =>
    typeof value === 'number' && Number.isFinite(value)
      ? Math.min(max, Math.max(min, Math.trunc(value)))
      : undefined;

export const oneOf =
  <const T extends string>(...choices: readonly T[]): Reader<T | undefined> =>
  (value) =>
    choices.find((choice) => choice === value);

/** Left as it is, for what is checked where it is used. */
export const raw: Reader<unknown> = (value) => value;

export const action: Reader<ActionConfig | undefined> = (value) => {
  if (!isRecord(value) || typeof value['type'] !== 'string' || value['type'] === '') {
    return undefined;
  }
  const handler = oneOf('client', 'server')(value['handler']);
  const loadingBehavior = oneOf('auto', 'none', 'self', 'container')(value['loadingBehavior']);
  return {
    type: value['type'],
    ...(value['payload'] === undefined ? {} : { payload: value['payload'] }),
    ...(handler && { handler }),
    ...(loadingBehavior && { loadingBehavior }),
    ...(typeof value['streaming'] === 'boolean' && { streaming: value['streaming'] }),
  };
};

/** The address of a picture, if it can do nothing but be shown. */
export const imageUrl: Reader<string | undefined> = (value) => {
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  if (/^data:image\/[\w.+-]+[;,]/i.test(value)) return value;
  try {
    const { protocol, href } = new URL(value, document.baseURI);
    return protocol === 'https:' || protocol === 'http:' || protocol === 'blob:' ? href : undefined;
  } catch {
    return undefined; // not an address at all: the same as a forbidden one
  }
};
