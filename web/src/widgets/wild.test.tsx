import { expect, test, vi } from 'vitest';
import { mount } from './testing/mount';

/** Widgets in the shapes of those that people publish; the Python tests check them, too. */
const wild = import.meta.glob<unknown>('../../../tests/widgets/wild/*.json', {
  eager: true,
  import: 'default',
});

test('there are some', () => {
  expect(Object.keys(wild).length).toBeGreaterThan(3);
});

test.each(Object.keys(wild))('%s is drawn, and nothing in it is unknown', (name) => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const { root } = mount(wild[name]);
  expect(warn.mock.calls).toEqual([]);
  expect(root.textContent).not.toBe('');
  expect(root.querySelectorAll('.ck-w-notice')).toHaveLength(0);
  for (const text of texts(wild[name])) expect(root.textContent).toContain(text);
});

test('a gradient is drawn behind a picture', () => {
  const name = Object.keys(wild).find((path) => path.includes('profile_card'));
  const { root } = mount(wild[name ?? '']);
  const styles = [...root.querySelectorAll<HTMLElement>('[style]')].map((node) =>
    node.getAttribute('style'),
  );
  expect(styles.join()).toContain('linear-gradient(120deg');
});

/** What a widget says in texts, titles and captions. */
function texts(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(texts);
  if (typeof node !== 'object' || node === null) return [];
  const { type, value, children, editable } = node as Record<string, unknown>;
  const said = ['Text', 'Title', 'Caption'].includes(`${type}`) && !editable ? [`${value}`] : [];
  return [...said, ...texts(children)];
}
