import { expect, test } from 'vitest';
import { applyWidgetUpdate } from './index';
import { card, mount, type } from './testing/mount';

const FIELD = { type: 'Input', key: 'name', name: 'name' };

const step = (key: string, ...children: object[]) =>
  card({ type: 'Transition', children: { type: 'Col', key, children } });

test('the same child only changes, and keeps what was typed and the focus', () => {
  const { find, update } = mount(step('a', FIELD));
  const [shell, field] = [find('.ck-w-transition'), find<HTMLInputElement>('input')];
  type(field, 'Ada');
  field.focus();
  update(step('a', { type: 'Text', key: 'hint', value: 'Who?' }, FIELD));
  expect(find('.ck-w-transition')).toBe(shell);
  expect(find('input')).toBe(field);
  expect(field.value).toBe('Ada');
  expect(document.activeElement).toBe(field);
  expect(shell.textContent).toBe('Who?');
});

test('a child with another key comes in anew, and keeps nothing', () => {
  const { find, update } = mount(step('a', FIELD));
  const shell = find('.ck-w-transition');
  type(find('input'), 'Ada');
  update(step('b', FIELD));
  expect(find('.ck-w-transition')).not.toBe(shell);
  expect(find<HTMLInputElement>('input').value).toBe('');
});

test('text that is written inside of it does not bring it in anew with each word', () => {
  const text = { type: 'Text', id: 'text', value: '', streaming: true };
  let widget = card({ type: 'Transition', children: text });
  const { find, update } = mount(widget);
  const shell = find('.ck-w-transition');
  for (const delta of ['Half', ' and half']) {
    widget = applyWidgetUpdate(widget, {
      type: 'widget.streaming_text.value_delta',
      component_id: 'text',
      delta,
      done: delta !== 'Half',
    }) as typeof widget;
    update(widget);
  }
  expect(find('.ck-w-transition')).toBe(shell);
  expect(find('.ck-w-text').textContent).toBe('Half and half');
  expect(find('.ck-w-text').hasAttribute('data-streaming')).toBe(false);
});
