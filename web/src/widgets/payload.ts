import { isRecord } from './types';

type Values = ReadonlyMap<string, unknown>;

/** The values of fields that are no controls of the browser's. */
export const fieldValues = new WeakMap<Element, unknown>();

/**
 * The values of a form's fields, by name: `a.b` becomes `{a: {b}}`; a checkbox is a boolean, a
 * number field a number (or null while it is empty), all else the text as it stands.
 */
export function collectValues(form: HTMLFormElement): Record<string, unknown> {
  const values = new Map<string, unknown>();
  for (const control of form.elements) {
    const name = control instanceof HTMLElement ? control.dataset['field'] : undefined;
    if (!name) continue; // a field without a name has no place in a payload
    const value = controlValue(control);
    if (value !== undefined) values.set(name, value);
  }
  return nest(values);
}

/** What a control says: undefined for one that says nothing (disabled, or a radio not chosen). */
export function controlValue(control: Element): unknown {
  if (fieldValues.has(control)) return fieldValues.get(control);
  if (control instanceof HTMLInputElement) {
    if (control.disabled) return undefined;
    if (control.type === 'checkbox') return control.checked;
    if (control.type === 'radio') return control.checked ? control.value : undefined;
    if (control.type === 'number') return numberOf(control.value);
    return control.value;
  }
  // Pickers are buttons that have the value they show.
  if (control instanceof HTMLButtonElement || control instanceof HTMLTextAreaElement) {
    return control.disabled ? undefined : control.value;
  }
  return undefined;
}

function numberOf(value: string): number | null {
  return value === '' ? null : Number(value);
}

/** One value under its (perhaps dotted) name. */
export function nestOne(name: string, value: unknown): Record<string, unknown> {
  return nest(new Map([[name, value]]));
}

/** Maps first, records at the end: a field may be called `__proto__` and is still only a field. */
function nest(values: Values): Record<string, unknown> {
  const root = new Map<string, unknown>();
  for (const [name, value] of values) {
    const path = name.split('.').slice(0, 16);
    const last = path.pop() ?? name;
    let branch = root;
    for (const part of path) {
      const next = branch.get(part);
      const child = next instanceof Map ? next : new Map<string, unknown>();
      branch.set(part, child);
      branch = child;
    }
    branch.set(last, value);
  }
  return toRecord(root);
}

function toRecord(map: ReadonlyMap<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    [...map].map(([key, value]) => [key, value instanceof Map ? toRecord(value) : value]),
  );
}

/**
 * The payload of an action with values put into it, records within records too. A payload that is
 * no record (a text, a list) has no place for values and stays as it is.
 */
export function mergePayload(
  payload: unknown,
  ...values: readonly Readonly<Record<string, unknown>>[]
): unknown {
  if (payload !== undefined && payload !== null && !isRecord(payload)) return payload;
  const given = values.filter((record) => Object.keys(record).length > 0);
  if (given.length === 0) return payload;
  return given.reduce<Readonly<Record<string, unknown>>>(merge, payload ?? {});
}

function merge(
  into: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged = new Map(Object.entries(into));
  for (const [key, value] of Object.entries(values)) {
    const there = merged.get(key);
    merged.set(key, isRecord(there) && isRecord(value) ? merge(there, value) : value);
  }
  return Object.fromEntries(merged);
}
