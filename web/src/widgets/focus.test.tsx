import { expect, test } from 'vitest';
import { card, formCard, mount } from './testing/mount';

const item = (key: string, ...labels: string[]) => ({
  type: 'ListViewItem',
  key,
  children: labels.map((label) => ({
    type: 'Button',
    key: label,
    label,
    onClickAction: { type: 'x' },
  })),
});
const list = (...children: unknown[]) => ({ type: 'ListView', children });
const focused = () => document.activeElement?.textContent;
const focus = (root: HTMLElement, label: string) =>
  [...root.querySelectorAll('button')].find((button) => button.textContent === label)?.focus();

test('a control that keeps its key keeps the focus, also when its row moves', () => {
  const { root, update } = mount(list(item('a', 'A'), item('b', 'B')));
  focus(root, 'B');
  update(list(item('b', 'B'), item('c', 'C'), item('a', 'A')));
  expect(focused()).toBe('B');
});

test('when a control vanishes the focus goes to the first one of its row', () => {
  const { root, update } = mount(list(item('a', 'A'), item('b', 'Complete', 'Edit')));
  focus(root, 'Complete');
  update(list(item('a', 'A'), item('b', 'Reopen', 'Edit')));
  expect(focused()).toBe('Reopen');
});

test('when a row vanishes the focus goes to the one that took its place', () => {
  const { root, update } = mount(list(item('a', 'A'), item('b', 'B'), item('c', 'C')));
  focus(root, 'B');
  update(list(item('a', 'A'), item('c', 'C')));
  expect(focused()).toBe('C');
  update(list(item('a', 'A')));
  expect(focused()).toBe('A');
});

test('a form or a question that is left leads back to the button that opened it', () => {
  const rows = list(item('a', 'Complete A', 'Edit A'), item('b', 'Complete B', 'Edit B'));
  const { root, update } = mount(rows);
  focus(root, 'Edit B');
  update(formCard({ type: 'Input', name: 'title', autoFocus: true }));
  update(rows);
  expect(focused()).toBe('Edit B');
  update(card({ type: 'Button', label: 'Cancel', onClickAction: { type: 'x' } }));
  expect(focused()).toBe('Cancel');
  update(list(item('a', 'Complete A', 'Edit A'), item('deleted', 'Undo')));
  expect(focused()).toBe('Undo');
});

test('when all controls vanish the widget takes the focus', () => {
  const { root, find, update } = mount(list(item('a', 'A')));
  focus(root, 'A');
  update(card({ type: 'Text', value: 'Nothing left' }));
  expect(document.activeElement).toBe(find('.ck-widget'));
});

test('a new field that asks for the focus gets it from the control that was used', () => {
  const { root, find, update } = mount(list(item('a', 'Edit')));
  focus(root, 'Edit');
  update(formCard({ type: 'Input', name: 'title', autoFocus: true }));
  expect(document.activeElement).toBe(find('input'));
});

test('a field that asks for the focus does not take it from the composer', () => {
  const composer = document.createElement('textarea');
  document.body.append(composer);
  composer.focus();
  const { update } = mount(formCard({ type: 'Input', name: 'title', autoFocus: true }));
  expect(document.activeElement).toBe(composer);
  update(formCard({ type: 'Input', key: 'other', name: 'title', autoFocus: true }));
  expect(document.activeElement).toBe(composer);
  composer.remove();
});

test('a field that selects itself does so when it is first entered', () => {
  const { find } = mount(card({ type: 'Input', name: 'a', defaultValue: 'abc', autoSelect: true }));
  const field = find<HTMLInputElement>('input');
  field.focus();
  expect(field.selectionEnd).toBe(3);
});
