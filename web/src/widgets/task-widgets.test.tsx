import { expect, test } from 'vitest';
import { mount } from './testing/mount';

/** What the server's task widgets look like on the wire; the Python tests hold them to it. */
const golden = import.meta.glob<unknown>('../../../tests/widgets/golden/*.json', {
  eager: true,
  import: 'default',
});

test.each(Object.keys(golden))('%s is drawn, and nothing in it is unknown', (name) => {
  const { root } = mount(golden[name]);
  expect(root.textContent).not.toBe('');
  expect(root.querySelectorAll('.ck-w-notice')).toHaveLength(0);
});
