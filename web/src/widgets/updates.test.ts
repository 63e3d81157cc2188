import { expect, test } from 'vitest';
import { applyWidgetUpdate, type WidgetRoot } from './index';

const root: WidgetRoot = {
  type: 'Card',
  children: [
    { type: 'Row', children: [{ type: 'Text', id: 'a', value: 'He', streaming: true }] },
    { type: 'Transition', children: { type: 'Text', id: 'b', value: 'x' } },
    { type: 'Col', id: 'c', children: [] },
  ],
};

const delta = (component_id: string, text: string, done = false) =>
  ({ type: 'widget.streaming_text.value_delta', component_id, delta: text, done }) as const;

test('a delta is appended to the value of the component with that id', () => {
  const once = applyWidgetUpdate(root, delta('a', 'llo'));
  const twice = applyWidgetUpdate(once, delta('a', '!', true));
  expect(twice).toEqual({
    ...root,
    children: [
      { type: 'Row', children: [{ type: 'Text', id: 'a', value: 'Hello!', streaming: false }] },
      ...(root['children'] as unknown[]).slice(1),
    ],
  });
});

test('a component is found in a single child too, and replaced', () => {
  const component = { type: 'Title', id: 'b', value: 'new' };
  const next = applyWidgetUpdate(root, {
    type: 'widget.component.updated',
    component_id: 'b',
    component,
  });
  expect((next['children'] as unknown[])[1]).toEqual({ type: 'Transition', children: component });
});

test('what does not change is shared, and the widget before is as it was', () => {
  const before = structuredClone(root);
  const next = applyWidgetUpdate(root, delta('b', 'y'));
  expect(root).toEqual(before);
  expect((next['children'] as unknown[])[0]).toBe((root['children'] as unknown[])[0]);
});

test('an unknown id changes nothing', () => {
  expect(applyWidgetUpdate(root, delta('nobody', 'y'))).toBe(root);
});

test('a new root takes the place of the old one, unless it is no widget', () => {
  const widget = { type: 'Basic', children: [] };
  expect(applyWidgetUpdate(root, { type: 'widget.root.updated', widget })).toBe(widget);
  expect(applyWidgetUpdate(root, { type: 'widget.root.updated', widget: null })).toBe(root);
});

test('a tree that is nested without end is not followed to its end', () => {
  let deep: WidgetRoot = { type: 'Box', id: 'bottom' };
  for (let depth = 0; depth < 50_000; depth += 1) deep = { type: 'Box', children: [deep] };
  expect(applyWidgetUpdate(deep, delta('bottom', 'y'))).toBe(deep);
});
