import axe from 'axe-core';
import { expect, test } from 'vitest';
import { drawCharts } from './charts/testing/draw';
import { formCard, mount } from './testing/mount';

const act = { type: 'x' };

const SAMPLES: Readonly<Record<string, object>> = {
  'a task list': {
    type: 'ListView',
    status: { text: 'Due this week', icon: 'calendar' },
    limit: 1,
    children: ['Buy milk', 'Call the dentist'].map((value) => ({
      type: 'ListViewItem',
      onClickAction: act,
      children: [
        { type: 'Button', label: `Complete ${value}`, iconStart: 'empty-circle', uniform: true },
        {
          type: 'Col',
          children: [
            { type: 'Text', value },
            { type: 'Badge', label: 'Friday' },
          ],
        },
      ],
    })),
  },
  'a form': formCard(
    { type: 'Title', value: 'Edit task' },
    { type: 'Label', value: 'Title', fieldName: 'title' },
    { type: 'Input', name: 'title', required: true },
    { type: 'Textarea', name: 'notes', placeholder: 'Notes' },
    {
      type: 'Select',
      name: 'priority',
      options: [{ value: 'low', label: 'Low' }],
      clearable: true,
    },
    { type: 'DatePicker', name: 'due', defaultValue: '2026-11-27', clearable: true },
    { type: 'Checkbox', name: 'urgent', label: 'Urgent' },
    { type: 'Checkbox', name: 'quiet' },
    { type: 'Label', value: 'Size', fieldName: 'size' },
    { type: 'RadioGroup', name: 'size', options: [{ value: 's', label: 'Small' }] },
    { type: 'Text', value: 'inline', editable: { name: 'inline' } },
  ),
  'a collapsed card': {
    type: 'Card',
    collapsed: true,
    children: [{ type: 'Title', value: 'Sent' }],
  },
  'everything else': {
    type: 'Basic',
    children: [
      { type: 'Icon', name: 'star' },
      { type: 'Image', src: 'https://example.org/a.png' },
      { type: 'Image', src: 'javascript:1', alt: 'Gone' },
      { type: 'Divider' },
      { type: 'Markdown', value: 'Words' },
      { type: 'Chart' },
      {
        type: 'Chart',
        data: [
          { day: 'Mon', done: 3, late: 1 },
          { day: 'Tue', done: 2 },
        ],
        series: [
          { type: 'bar', dataKey: 'done', label: 'Done' },
          { type: 'line', dataKey: 'late', label: 'Late' },
        ],
        xAxis: 'day',
        showYAxis: true,
      },
      {
        type: 'Table',
        children: [
          {
            type: 'Table.Row',
            header: true,
            children: [{ type: 'Table.Cell', children: [{ type: 'Text', value: 'City' }] }],
          },
        ],
      },
    ],
  },
};

test.each(Object.keys(SAMPLES))('%s has no accessibility faults', async (name) => {
  await drawCharts();
  const { root } = mount(SAMPLES[name]);
  const { violations } = await axe.run(root, {
    // Colours are not computed here; a page of one widget has no landmarks or first heading.
    rules: {
      'color-contrast': { enabled: false },
      region: { enabled: false },
      'heading-order': { enabled: false },
    },
  });
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
});
