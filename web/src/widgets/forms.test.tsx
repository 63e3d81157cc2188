import { describe, expect, test } from 'vitest';
import { card, choose, click, formCard, mount, type } from './testing/mount';

const input = (name: string, more = {}) => ({ type: 'Input', name, ...more });

describe('the values of a form', () => {
  test('go into the payload of the confirming action, each in its own type', () => {
    const { find, sent } = mount(
      formCard(
        input('title', { defaultValue: 'Milk' }),
        input('task.count', { inputType: 'number', defaultValue: '2' }),
        input('task.limit', { inputType: 'number' }),
        { type: 'Textarea', name: 'task.notes', defaultValue: 'a\nb' },
        { type: 'Checkbox', name: 'urgent', defaultChecked: true },
        { type: 'Checkbox', name: 'later' },
        { type: 'Select', name: 'who', options: [{ value: 'me', label: 'Me' }] },
        { type: 'DatePicker', name: 'due' },
        { type: 'DatePicker', name: 'start', defaultValue: '2026-11-27T00:00:00' },
        { type: 'DatePicker', name: 'at', defaultValue: '2026-11-27T09:30:00' },
        { type: 'RadioGroup', name: 'size', options: [{ value: 's', label: 'S' }] },
        { type: 'Text', value: 'inline', editable: { name: 'text' } },
        input('off', { disabled: true, defaultValue: 'x' }),
      ),
    );
    click(find('[part~=confirm]'));
    expect(sent[0]?.action).toEqual({
      type: 'save',
      payload: {
        id: 1,
        title: 'Milk',
        task: { count: 2, limit: null, notes: 'a\nb' },
        urgent: true,
        later: false,
        who: '',
        due: '',
        start: '2026-11-27',
        at: '2026-11-27T09:30',
        text: 'inline',
      },
    });
  });

  test('a moment with an offset goes back with one', () => {
    const { find, sent } = mount(
      formCard({ type: 'DatePicker', name: 'at', defaultValue: '2026-11-27T09:30:00Z' }),
    );
    click(find('[part~=confirm]'));
    const { at } = (sent[0]?.action.payload ?? {}) as { at: string };
    expect(at).toMatch(/[+-]\d\d:\d\d$/);
    expect(new Date(at).toISOString()).toBe('2026-11-27T09:30:00.000Z');
  });

  test('go with every action from within the form, into records that are there already', () => {
    const { find, sent } = mount({
      type: 'Card',
      children: [
        {
          type: 'Form',
          children: [
            input('todo.title', { defaultValue: 'x', required: true }),
            {
              type: 'Button',
              label: 'Preview',
              onClickAction: { type: 'preview', payload: { todo: { id: 3 } } },
            },
          ],
        },
      ],
    });
    click(find('button'));
    expect(sent[0]?.action.payload).toEqual({ todo: { id: 3, title: 'x' } });
  });

  test('a field of a forbidden name is only a field', () => {
    const { find, sent } = mount(formCard(input('__proto__.polluted', { defaultValue: '1' })));
    click(find('[part~=confirm]'));
    expect(Object.keys(sent[0]?.action.payload as object)).toEqual(['id', '__proto__']);
    expect({}).not.toHaveProperty('polluted');
  });

  test('a payload that is no record stays as it is', () => {
    const { find, sent } = mount(
      card({
        type: 'Form',
        onSubmitAction: { type: 'go', payload: 'as it is' },
        children: [input('a'), { type: 'Button', label: 'Go', submit: true }],
      }),
    );
    click(find('button'));
    expect(sent[0]?.action.payload).toBe('as it is');
  });
});

describe('validation', () => {
  const required = formCard(
    { type: 'Label', fieldName: 'title', value: 'Title' },
    input('title', { required: true }),
    input('zip', { pattern: '[0-9]{5}' }),
  );

  test('nothing is sent while a field is wrong: it says so and takes the focus', () => {
    const { find, sent, root } = mount(required);
    click(find('[part~=confirm]'));
    const field = find<HTMLInputElement>('[data-field=title]');
    expect(sent).toHaveLength(0);
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(field);
    const message = root.querySelector(`#${escaped(field.getAttribute('aria-describedby'))}`);
    expect(message?.textContent).not.toBe('');
  });

  test('the message goes when the value is right, and then the form is sent', () => {
    const { find, sent, root } = mount(required);
    click(find('[part~=confirm]'));
    type(find('[data-field=title]'), 'Milk');
    expect(root.querySelector('.ck-w-error')).toBeNull();
    click(find('[part~=confirm]'));
    expect(sent).toHaveLength(1);
  });

  test('a pattern holds', () => {
    const { find, sent } = mount(required);
    type(find('[data-field=title]'), 'Milk');
    type(find('[data-field=zip]'), 'abc');
    click(find('[part~=confirm]'));
    expect(sent).toHaveLength(0);
    expect(find('[data-field=zip]').getAttribute('aria-invalid')).toBe('true');
  });

  test('a pattern holds in a textarea as well', () => {
    const { find, sent } = mount(formCard({ type: 'Textarea', name: 'n', pattern: 'a+' }));
    type(find('textarea'), 'b');
    click(find('[part~=confirm]'));
    expect(sent).toHaveLength(0);
    type(find('textarea'), 'aa');
    click(find('[part~=confirm]'));
    expect(sent).toHaveLength(1);
  });

  test('a day outside of its range is not sent, and says so until another is picked', async () => {
    const due = { type: 'DatePicker', name: 'due', min: '2026-11-10', max: '2026-11-20' };
    const { find, sent, root } = mount(formCard({ ...due, defaultValue: '2026-11-01' }));
    click(find('[part~=confirm]'));
    expect(sent).toHaveLength(0);
    expect(find('[part=field-error]').textContent).toBe('Please check this value.');
    const picker = find('[aria-haspopup=dialog]');
    expect(document.activeElement).toBe(picker);
    await choose(picker, '2026-11-12');
    expect(root.querySelector('[part=field-error]')).toBeNull();
    click(find('[part~=confirm]'));
    expect(sent[0]?.action.payload).toEqual({ id: 1, due: '2026-11-12' });
  });

  test('cancel asks for nothing', () => {
    const { find, sent } = mount(required);
    click(find('[part~=cancel]'));
    expect(sent.map(({ action }) => action.type)).toEqual(['cancel']);
  });

  test('a required choice is asked for', () => {
    const { find, sent, root } = mount(
      formCard({
        type: 'RadioGroup',
        name: 'size',
        required: true,
        options: [
          { value: 's', label: 'S' },
          { value: 'm', label: 'M' },
        ],
      }),
    );
    click(find('[part~=confirm]'));
    expect(sent).toHaveLength(0);
    expect(root.querySelectorAll('.ck-w-error')).toHaveLength(1);
    click(find('input[value=s]'));
    click(find('[part~=confirm]'));
    expect(sent).toHaveLength(1);
  });
});

describe('submitting', () => {
  test('a form sends its own action, once', () => {
    const { find, sent } = mount(
      card({
        type: 'Form',
        onSubmitAction: { type: 'go' },
        children: [
          input('a', { defaultValue: 'x' }),
          { type: 'Button', label: 'Go', submit: true },
        ],
      }),
    );
    click(find('button'));
    click(find('button'));
    expect(sent.map(({ action }) => action)).toEqual([{ type: 'go', payload: { a: 'x' } }]);
    expect(find('form').getAttribute('aria-busy')).toBe('true');
  });

  test('a submit button with an action of its own checks the form and sends that', () => {
    const { find, sent } = mount(
      formCard(input('a', { required: true }), {
        type: 'Button',
        label: 'Draft',
        submit: true,
        onClickAction: { type: 'draft' },
      }),
    );
    click(find('.ck-w-card-body button'));
    expect(sent).toHaveLength(0);
    type(find('input'), 'x');
    click(find('.ck-w-card-body button'));
    expect(sent.map(({ action }) => action.type)).toEqual(['draft']);
  });

  test('a card that is no form sends its confirm without values', () => {
    const { find, sent } = mount({ ...formCard(input('a')), asForm: false });
    click(find('[part~=confirm]'));
    expect(sent[0]?.action.payload).toEqual({ id: 1 });
  });
});

describe('what the user typed', () => {
  const form = (title: string) => formCard(input('title', { defaultValue: title }));

  test('stays when the widget is replaced with the same default', () => {
    const { find, update } = mount(form('a'));
    type(find('input'), 'typed');
    update(form('a'));
    expect(find<HTMLInputElement>('input').value).toBe('typed');
  });

  test('gives way to another default', () => {
    const { find, update } = mount(form('a'));
    type(find('input'), 'typed');
    update(form('b'));
    expect(find<HTMLInputElement>('input').value).toBe('b');
  });

  test('is not kept when the root has another key', () => {
    const { find, update } = mount({ ...form('a'), key: 'one' });
    type(find('input'), 'typed');
    update({ ...form('a'), key: 'two' });
    expect(find<HTMLInputElement>('input').value).toBe('a');
  });

  test('holds for choices too', async () => {
    const options = [
      { value: 'a', label: 'A' },
      { value: 'b', label: 'B' },
    ];
    const widget = () =>
      formCard(
        { type: 'Select', name: 's', options, defaultValue: 'a' },
        { type: 'RadioGroup', name: 'r', options, defaultValue: 'a' },
        { type: 'Checkbox', name: 'c' },
      );
    const { find, update } = mount(widget());
    await choose(find('[data-field=s]'), 'B');
    click(find('[type=radio][value=b]'));
    click(find('[type=checkbox]'));
    update(widget());
    expect(find<HTMLButtonElement>('[data-field=s]').value).toBe('b');
    expect(find<HTMLInputElement>('[type=radio][value=b]').checked).toBe(true);
    expect(find<HTMLInputElement>('[type=checkbox]').checked).toBe(true);
  });
});

function escaped(id: string | null): string {
  return (id ?? '').replace(/[^\w-]/g, '\\$&');
}
