import { CURVES } from '../charts/wire';
import { registry } from '../registry';

/** A small generator of pseudo-random numbers (mulberry32): the same seed, the same tree. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const VALUES: readonly unknown[] = [
  true,
  false,
  null,
  0,
  -1,
  3,
  1e12,
  Number.NaN,
  '',
  'md',
  'center',
  'row',
  'solid',
  'secondary',
  'danger',
  'red-500',
  'full',
  '50%',
  'javascript:alert(1)',
  'url(x)',
  'expression(alert(1))',
  'red;position:fixed',
  'image-set("x" 1x)',
  'linear-gradient(url(x), red)',
  '\\75rl(x)',
  'data:text/html,x',
  '99999px',
  Number.MAX_VALUE,
  '2026-11-27T09:30:00Z',
  'name.with.dots',
  '__proto__',
  '<b>x</b>',
  '\u202Ex',
  'x'.repeat(5_000),
  'https://example.org/x.png',
  { light: 'red', dark: 'blue-100' },
  { x: 1, y: '2px', top: null },
  { size: 1, color: 'strong' },
  { type: 'act', payload: { a: 1 } },
  { label: 'Do', action: { type: 'act' } },
  { name: 'edit', required: true },
  { text: 'status', icon: 'star' },
  [{ value: 'a', label: 'A' }, { value: 'b' }, null, 7],
  [],
  {},
];

const ALIENS = ['Unknown', 'constructor', '', 'Card.Inner'];

const ROWS = [
  { x: 'a', n: 1, m: -2.5 },
  { x: 'b', n: 1e300, m: '7' },
  { x: 3, n: null, m: Number.NaN },
  { x: null, n: 1e-300, m: 'many' },
  { n: -1e12, m: Number.POSITIVE_INFINITY },
  null,
];

/** Values that mean something to one prop alone, beside those that any prop may have. */
const OWN_VALUES: Readonly<Record<string, readonly unknown[]>> = {
  data: [
    ROWS,
    ROWS.slice(0, 1),
    ROWS.slice(0, 2),
    Array.from({ length: 300 }, (_, n) => ({ x: n, n: n % 17, m: -n })),
  ],
  series: [
    ...CURVES.map((curveType) => [
      { type: 'area', dataKey: 'n', curveType, stack: 's', label: null },
      { type: 'line', dataKey: 'm', curveType, color: { light: 'red-300', dark: 7 } },
    ]),
    ['a', 'b', undefined].flatMap((stack) => [
      { type: 'bar', dataKey: 'n', stack, color: 'url(x)' },
      { type: 'bar', dataKey: 'm', stack, color: 'blue' },
    ]),
    [{ type: 'pie', dataKey: 'n' }, { type: 'bar' }, null, 4, { type: 'bar', dataKey: 'n' }],
  ],
  xAxis: ['x', { dataKey: 'x', hide: true }, { dataKey: 'x', labels: { a: 'A', b: 4 } }],
};

/** A tree of valid, misplaced and broken components with any value in any prop. */
export function randomTree(next: () => number, depth = 0): unknown {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  if (next() < 0.04) return pick(VALUES);
  const names = Object.keys(registry) as (keyof typeof registry)[];
  const known = next() > 0.05;
  const name = known ? pick(names) : pick(ALIENS);
  const node: Record<string, unknown> = { type: name };
  for (const prop of known ? registry[name as keyof typeof registry].props : ['value']) {
    const own = Object.hasOwn(OWN_VALUES, prop) ? OWN_VALUES[prop] : undefined;
    if (own && next() < 0.8) node[prop] = pick(own);
    else if (next() < 0.5) node[prop] = pick(VALUES);
  }
  if (next() < 0.3) node['key'] = pick(['a', 'b', 3, null]);
  if (next() < 0.3) node['id'] = pick(['a', 'b', {}]);
  if (depth < 5 && next() < 0.7) {
    const children = Array.from({ length: Math.floor(next() * 5) }, () =>
      randomTree(next, depth + 1),
    );
    node['children'] = next() < 0.1 ? children[0] : children;
  }
  return node;
}

/** A tree that somebody wrote, with one value in it lost, or another one. Makes a new tree. */
export function mutated(tree: unknown, next: () => number): unknown {
  if (typeof tree !== 'object' || tree === null || next() < 0.1) {
    return VALUES[Math.floor(next() * VALUES.length)];
  }
  const keys = Object.keys(tree);
  const key = keys[Math.floor(next() * keys.length)];
  if (key === undefined) return tree;
  const value = (tree as Record<string, unknown>)[key];
  const other = next() < 0.1 ? undefined : mutated(value, next);
  return Array.isArray(tree) ? tree.with(Number(key), other) : { ...tree, [key]: other };
}
