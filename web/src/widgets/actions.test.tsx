import { describe, expect, test } from 'vitest';
import { card, choose, click, formCard, mount, type } from './testing/mount';

const action = { type: 'tasks.complete', payload: { task_id: 't1' } };
const button = { type: 'Button', label: 'Complete', onClickAction: action };

describe('a button', () => {
  test('sends its action as it was written, with the id of the item', () => {
    const config = { ...action, handler: 'client', loadingBehavior: 'none', streaming: false };
    const { find, sent } = mount(card({ ...button, onClickAction: config }));
    click(find('button'));
    expect(sent).toMatchObject([{ action: config, itemId: 'item_1' }]);
  });

  test('sends once however often it is pressed, and again when that is done', async () => {
    const { find, sent } = mount(card(button));
    click(find('button'));
    click(find('button'));
    expect(sent).toHaveLength(1);
    await sent[0]?.finish();
    click(find('button'));
    expect(sent).toHaveLength(2);
  });

  test('shows that it works and keeps the focus meanwhile', async () => {
    const { find, sent } = mount(card(button));
    find('button').focus();
    click(find('button'));
    expect(find('button').getAttribute('aria-busy')).toBe('true');
    expect(find('.ck-w-spinner')).toBeTruthy();
    expect(document.activeElement).toBe(find('button'));
    await sent[0]?.finish();
    expect(find('button').hasAttribute('aria-busy')).toBe(false);
  });

  test('works again after its action was rejected', async () => {
    const { find, sent } = mount(card(button));
    click(find('button'));
    await sent[0]?.fail();
    expect(find('button').hasAttribute('aria-busy')).toBe(false);
    expect(find('button').hasAttribute('aria-disabled')).toBe(false);
    click(find('button'));
    expect(sent).toHaveLength(2);
  });

  test('waits while a response streams, without losing the focus', () => {
    const { find, sent, update } = mount(card(button));
    find('button').focus();
    update(card(button), { disabled: true });
    expect(find('button').getAttribute('aria-disabled')).toBe('true');
    expect(document.activeElement).toBe(find('button'));
    click(find('button'));
    expect(sent).toHaveLength(0);
  });

  test('that is disabled by its author cannot be pressed', () => {
    const { find, sent } = mount(card({ ...button, disabled: true }));
    click(find('button'));
    expect(sent).toHaveLength(0);
  });

  test('with an icon and uniform is named by its label, which is not drawn', () => {
    const { find } = mount(card({ ...button, uniform: true, iconStart: 'check' }));
    expect(find('button').getAttribute('aria-label')).toBe('Complete');
    expect(find('button').title).toBe('Complete');
    expect(find('button').textContent).toBe('');
  });
});

describe('loading behaviour', () => {
  test('none shows nothing', () => {
    const quiet = { ...button, onClickAction: { ...action, loadingBehavior: 'none' } };
    const { find } = mount(card(quiet));
    click(find('button'));
    expect(find('button').hasAttribute('aria-busy')).toBe(false);
  });

  test('container makes the whole card busy, and its other controls wait', async () => {
    const whole = { ...button, onClickAction: { ...action, loadingBehavior: 'container' } };
    const { root, find, sent } = mount(card(whole, { ...button, label: 'Other' }));
    const [, other] = root.querySelectorAll('button');
    click(find('button'));
    expect(find('.ck-w-card').getAttribute('aria-busy')).toBe('true');
    if (other) click(other);
    expect(sent).toHaveLength(1);
    await sent[0]?.finish();
    expect(find('.ck-w-card').hasAttribute('aria-busy')).toBe(false);
  });

  test('auto is the control for a button and the card for confirm', () => {
    const { find } = mount(formCard());
    click(find('[part~=confirm]'));
    expect(find('form').getAttribute('aria-busy')).toBe('true');
    expect(find('[part~=confirm]').getAttribute('aria-busy')).toBe('true');
    expect(find('[part~=cancel]').hasAttribute('aria-busy')).toBe(false);
  });
});

test('a list item with an action is a button of its own beside the buttons in it', () => {
  const item = { type: 'ListViewItem', onClickAction: { type: 'open' }, children: [button] };
  const { find, sent } = mount({ type: 'ListView', children: [item] });
  click(find('.ck-w-item-hit'));
  click(find('.ck-w-button'));
  expect(sent.map(({ action: { type } }) => type)).toEqual(['open', 'tasks.complete']);
});

describe('onChangeAction', () => {
  const onChangeAction = { type: 'set', payload: { id: 7 } };
  const options = [
    { value: 'a', label: 'A' },
    { value: 'b', label: 'b' },
  ];

  test('carries the new value of a select under its name', async () => {
    const { find, sent } = mount(card({ type: 'Select', name: 'x.y', options, onChangeAction }));
    await choose(find('[role=combobox]'), 'b');
    expect(sent[0]?.action.payload).toEqual({ id: 7, x: { y: 'b' } });
  });

  test('carries a checkbox as a boolean', () => {
    const { find, sent } = mount(card({ type: 'Checkbox', name: 'done', onChangeAction }));
    click(find('input'));
    expect(sent[0]?.action.payload).toEqual({ id: 7, done: true });
  });

  test('carries the radio that was chosen, and the date', async () => {
    const radios = { type: 'RadioGroup', name: 'size', options, onChangeAction };
    const date = { type: 'DatePicker', name: 'due', defaultValue: '2026-11-20', onChangeAction };
    const { find, sent } = mount(card(radios, date));
    click(find('input[value=b]'));
    await choose(find('[aria-haspopup=dialog]'), '2026-11-27');
    expect(sent.map(({ action }) => action.payload)).toEqual([
      { id: 7, size: 'b' },
      { id: 7, due: '2026-11-27' },
    ]);
  });

  test('a change that cannot be sent now is taken back, or not made at all', () => {
    const radios = {
      type: 'RadioGroup',
      name: 'size',
      options,
      defaultValue: 'a',
      onChangeAction,
    };
    const select = { type: 'Select', name: 's', options, defaultValue: 'a', onChangeAction };
    const box = { type: 'Checkbox', name: 'done', onChangeAction };
    const { find, sent } = mount(card(radios, select, box), { disabled: true });
    click(find('input[value=b]'));
    const picker = find<HTMLButtonElement>('[role=combobox]');
    click(picker);
    click(find('input[type=checkbox]'));
    expect(sent).toHaveLength(0);
    expect(find<HTMLInputElement>('input[value=a]').checked).toBe(true);
    expect(picker.value).toBe('a');
    expect(picker.getAttribute('aria-disabled')).toBe('true');
    expect(picker.getAttribute('aria-expanded')).toBe('false');
    expect(find<HTMLInputElement>('input[type=checkbox]').checked).toBe(false);
  });

  test('that fails is taken back, so that nothing is shown that the server does not know', async () => {
    const choice = { name: 'size', options, defaultValue: 'a', onChangeAction };
    const { find, sent } = mount(
      card(
        { type: 'RadioGroup', ...choice },
        { type: 'Select', ...choice, name: 's' },
        { type: 'Checkbox', name: 'done', onChangeAction },
      ),
    );
    const box = find<HTMLInputElement>('input[type=checkbox]');
    const picker = find<HTMLButtonElement>('[role=combobox]');
    click(find('input[value=b]'));
    click(box);
    await choose(picker, 'b');
    expect([box.checked, picker.value]).toEqual([true, 'b']);
    for (const { fail } of sent) await fail();
    expect(sent).toHaveLength(3);
    expect(find<HTMLInputElement>('input[value=a]').checked).toBe(true);
    expect([box.checked, picker.value]).toEqual([false, 'a']);
    click(box);
    await sent[3]?.finish();
    expect(box.checked).toBe(true);
  });

  test('that fails leaves alone what the widget has become meanwhile', async () => {
    const box = { type: 'Checkbox', name: 'done', onChangeAction };
    const { find, sent, update } = mount(card(box));
    click(find('input'));
    update(card({ ...box, defaultChecked: true }));
    await sent[0]?.fail();
    expect(find<HTMLInputElement>('input').checked).toBe(true);
  });

  test('clearing sends the empty value', () => {
    const select = { type: 'Select', name: 's', options, defaultValue: 'a', clearable: true };
    const { find, sent, root } = mount(card({ ...select, onChangeAction }));
    click(find('.ck-w-clear'));
    expect(sent[0]?.action.payload).toEqual({ id: 7, s: '' });
    expect(root.querySelector('.ck-w-clear')).toBeNull();
  });
});

test('typing goes on while a response streams', () => {
  const { find } = mount(card({ type: 'Input', name: 'a' }), { disabled: true });
  type(find('input'), 'x');
  expect(find<HTMLInputElement>('input').disabled).toBe(false);
  expect(find<HTMLInputElement>('input').value).toBe('x');
});
