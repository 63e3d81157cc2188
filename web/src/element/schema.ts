/** What is wrong with an option: where it is, and what it must be. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

/** Collects what a check finds. */
export interface Report {
  readonly problems: Problem[];
  /** Paths of options that do not exist: of a later version, or misspelt. */
  readonly unknown: string[];
}

/** Gives the value if it is right; otherwise says so and gives undefined, which stands for the default. */
export type Check<T> = (value: unknown, path: string, report: Report) => T | undefined;

function wrong(report: Report, path: string, expected: string, value: unknown): undefined {
  const shown = typeof value === 'string' ? JSON.stringify(value) : kindOf(value);
  const what = path === '' ? 'The options' : `The option ${path}`;
  report.problems.push({
    path,
    message: `${what} must be ${expected}, but ${path === '' ? 'they are' : 'it is'} ${shown}.`,
  });
  return undefined;
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'not given';
  if (value === null || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  if (Array.isArray(value)) return 'an array';
  return `a value of type ${typeof value}`;
}

function checkType<T>(expected: string, is: (value: unknown) => boolean): Check<T> {
  return (value, path, report) => (is(value) ? (value as T) : wrong(report, path, expected, value));
}

export const string = checkType<string>('a string', (value) => typeof value === 'string');
export const boolean = checkType<boolean>('true or false', (value) => typeof value === 'boolean');
export const number = checkType<number>('a finite number', (value) => Number.isFinite(value));

// A function's parameters and result cannot be checked from outside.
// biome-ignore lint/suspicious/noExplicitAny: see above.
export const func = checkType<any>('a function', (value) => typeof value === 'function');

/** Something that is taken as it is. */
export const anything: Check<never> = (value) => value as never;

export const color = checkType<string>('a CSS colour', (value) => {
  if (typeof value !== 'string' || value === '') return false;
  return globalThis.CSS?.supports?.('color', value) ?? true;
});

/** An address: absolute, or relative to the page. */
export const url = checkType<string>(
  'a URL',
  (value) => typeof value === 'string' && value !== '' && URL.canParse(value, document.baseURI),
);

export function oneOf<const T extends string | number>(...allowed: readonly T[]): Check<T> {
  const expected = `one of ${allowed.map((value) => JSON.stringify(value)).join(', ')}`;
  return (value, path, report) =>
    allowed.includes(value as T) ? (value as T) : wrong(report, path, expected, value);
}

export function nullable<T>(check: Check<T>): Check<T | null> {
  return (value, path, report) => (value === null ? null : check(value, path, report));
}

/** A list; the elements that are wrong are left out. */
export function list<T>(check: Check<T>): Check<T[]> {
  return (value, path, report) => {
    if (!Array.isArray(value)) return wrong(report, path, 'an array', value);
    return value
      .map((element, index) => check(element, `${path}[${index}]`, report))
      .filter((element) => element !== undefined);
  };
}

/** A record from names to values of one kind. */
export function record<T>(check: Check<T>): Check<Record<string, T>> {
  return (value, path, report) => {
    if (!isRecord(value)) return wrong(report, path, 'an object', value);
    const result: Record<string, T> = {};
    for (const [name, element] of Object.entries(value)) {
      const checked = check(element, `${path}.${name}`, report);
      if (checked !== undefined) result[name] = checked;
    }
    return result;
  };
}

type Fields<T> = {
  readonly [Name in keyof Required<T>]:
    | Check<NonNullable<T[Name]> | null>
    | Check<NonNullable<T[Name]>>;
};

/**
 * An object.
 *
 * @param required Names without which the object means nothing: it is then left out as a whole.
 */
export function object<T extends object>(
  fields: Fields<T>,
  required: readonly (keyof T & string)[] = [],
): Check<T> {
  return (value, path, report) => {
    if (!isRecord(value)) return wrong(report, path, 'an object', value);
    const at = (name: string) => (path === '' ? name : `${path}.${name}`);
    const result: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(value)) {
      if (field === undefined) continue;
      if (!Object.hasOwn(fields, name)) {
        report.unknown.push(at(name));
        continue;
      }
      const check = fields[name as keyof T] as Check<unknown>;
      const checked = check(field, at(name), report);
      if (checked !== undefined) result[name] = checked;
    }
    const missing = required.filter((name) => result[name] === undefined);
    for (const name of missing) {
      if (value[name] === undefined) wrong(report, at(name), 'given', undefined);
    }
    return missing.length > 0 ? undefined : (result as T);
  };
}

/** One of several kinds, chosen by a look at the value. */
export function either<A, B>(
  isFirst: (value: unknown) => boolean,
  first: Check<A>,
  second: Check<B>,
): Check<A | B> {
  return (value, path, report) =>
    isFirst(value) ? first(value, path, report) : second(value, path, report);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
