import { act } from 'preact/test-utils';
import { describe, expect, test, vi } from 'vitest';
import {
  card,
  choose,
  click,
  formCard,
  type Mounted,
  mount,
  PATIENCE,
  press,
  type,
} from '../testing/mount';

const FRUIT = ['Apple', 'Apricot', 'Banana', 'Cherry', 'Çilek'].map((label) => ({
  value: label.toLowerCase(),
  label,
  ...(label === 'Banana' && { disabled: true, description: 'not in season' }),
}));

const select = (more = {}) => ({ type: 'Select', name: 's', options: FRUIT, ...more });
const date = (more = {}) => ({ type: 'DatePicker', name: 'd', ...more });

function picker({ root }: Mounted): HTMLButtonElement {
  const button = root.querySelector<HTMLButtonElement>('.ck-w-picker > .ck-w-control');
  if (!button) throw new Error('There is no picker.');
  return button;
}

/** Opens it by a key, as if it had the focus, and waits for what it opens. */
async function open(mounted: Mounted, key: string): Promise<void> {
  picker(mounted).focus();
  press(key);
  await vi.waitFor(
    () => expect(mounted.root.querySelector('.ck-w-popover')).not.toBeNull(),
    PATIENCE,
  );
}

const active = ({ root }: Mounted) => root.querySelector('[data-active]')?.textContent;
const day = () => document.activeElement?.getAttribute('data-day');

describe('Select', () => {
  test('shows its default, or what to choose', () => {
    const chosen = mount(card(select({ defaultValue: 'cherry' })));
    expect(picker(chosen)).toMatchObject({ value: 'cherry', textContent: 'Cherry' });
    const empty = mount(card(select({ placeholder: 'Choose', defaultValue: 'unknown' })));
    expect(picker(empty)).toMatchObject({ value: '', textContent: 'Choose' });
  });

  test('opens a list with the focus on the button, and takes what is pressed', async () => {
    const mounted = mount(formCard(select()));
    await choose(picker(mounted), 'Cherry');
    expect(picker(mounted)).toMatchObject({ value: 'cherry', textContent: 'Cherry' });
    expect(mounted.root.querySelector('.ck-w-popover')).toBeNull();
    expect(document.activeElement).toBe(picker(mounted));
    click(mounted.find('[part~=confirm]'));
    expect(mounted.sent[0]?.action.payload).toEqual({ id: 1, s: 'cherry' });
  });

  test('is walked through by keys, past what cannot be chosen', async () => {
    const mounted = mount(card(select()));
    await open(mounted, 'ArrowDown');
    expect(active(mounted)).toBe('Apple');
    press('ArrowDown');
    press('ArrowDown');
    expect(active(mounted)).toBe('Cherry');
    press('End');
    expect(active(mounted)).toBe('Çilek');
    press('Home');
    expect(active(mounted)).toBe('Apple');
    const button = picker(mounted);
    const marked = mounted.root.querySelector('[data-active]');
    expect(button.getAttribute('aria-activedescendant')).toBe(marked?.id);
    expect(button.getAttribute('aria-controls')).toBe(mounted.find('[role=listbox]').id);
    press('Enter');
    expect(button.value).toBe('apple');
    expect(button.hasAttribute('aria-activedescendant')).toBe(false);
  });

  test('is left as it was by Escape', async () => {
    const mounted = mount(card(select({ defaultValue: 'apple' })));
    await open(mounted, 'ArrowDown');
    press('ArrowDown');
    press('Escape');
    expect(mounted.root.querySelector('.ck-w-popover')).toBeNull();
    expect(picker(mounted).value).toBe('apple');
  });

  test('goes to what is typed, closed or open', async () => {
    const mounted = mount(card(select()));
    await open(mounted, 'c');
    expect(active(mounted)).toBe('Cherry');
    press('c');
    expect(active(mounted)).toBe('Çilek');
    press('Escape');
    await open(mounted, 'a');
    press('p');
    press('r');
    expect(active(mounted)).toBe('Apricot');
  });

  test('is left by Tab with what is marked, and by a press elsewhere with nothing', async () => {
    const mounted = mount(card(select()));
    await open(mounted, 'End');
    press('Tab');
    expect(picker(mounted).value).toBe('çilek');
    await open(mounted, 'Home');
    document.body.dispatchEvent(new MouseEvent('pointerdown', { bubbles: true }));
    await vi.waitFor(
      () => expect(mounted.root.querySelector('.ck-w-popover')).toBeNull(),
      PATIENCE,
    );
    expect(picker(mounted).value).toBe('çilek');
  });

  test('has a search field where there is much to search, or where it says so', async () => {
    const options = Array.from({ length: 1000 }, (_, n) => ({
      value: `${n}`,
      label: `Option ${n}`,
    }));
    const mounted = mount(card(select({ options })));
    await open(mounted, 'ArrowDown');
    expect(mounted.root.querySelectorAll('[role=option]')).toHaveLength(1000);
    const search = mounted.find<HTMLInputElement>('input[role=combobox]');
    expect(document.activeElement).toBe(search);
    type(search, '99 opt');
    expect(mounted.root.querySelectorAll('[role=option]')).toHaveLength(19);
    expect(search.getAttribute('aria-activedescendant')).toBe(mounted.find('[data-active]').id);
    type(search, 'nothing');
    expect(mounted.find('[role=status]').textContent).toBe('Nothing found');
    type(search, 'option 7');
    press('Enter');
    expect(picker(mounted).value).toBe('7');

    const none = mount(card(select({ options, searchable: false })));
    await open(none, 'ArrowDown');
    expect(none.root.querySelector('input')).toBeNull();
  });

  test('is searched without regard to case and accents, in descriptions too', async () => {
    const mounted = mount(card(select({ searchable: true })));
    await open(mounted, 'ArrowDown');
    const shown = () =>
      [...mounted.root.querySelectorAll('[role=option]')].map((it) => it.textContent);
    type(mounted.find('input'), 'CIL');
    expect(shown()).toEqual(['Çilek']);
    type(mounted.find('input'), 'season');
    expect(shown()).toEqual(['Banananot in season']);
    press('Enter');
    expect(picker(mounted).value).toBe('');
  });
});

describe('DatePicker', () => {
  test('is called by its field and its day, in the language of the page', () => {
    const label = { type: 'Label', value: 'Due', fieldName: 'd' };
    const widget = card(label, date({ defaultValue: '2026-11-27' }));
    const mounted = mount(widget, { locale: 'de-DE' });
    const button = picker(mounted);
    const ids = button.getAttribute('aria-labelledby')?.split(' ') ?? [];
    const name = ids.map((id) => document.getElementById(id)?.textContent).join(', ');
    expect(name).toBe('Due, 27.11.2026');
    // What is said is what is seen (WCAG 2.5.3).
    expect(button.querySelector('.ck-w-picker-value')?.textContent).toBe('27.11.2026');
  });

  test('opens on its day, takes another and gives the focus back', async () => {
    const mounted = mount(formCard(date({ defaultValue: '2026-11-27T00:00:00' })));
    await open(mounted, 'Enter');
    expect(day()).toBe('2026-11-27');
    click(mounted.find('[data-day="2026-11-30"]'));
    expect(document.activeElement).toBe(picker(mounted));
    click(mounted.find('[part~=confirm]'));
    expect(mounted.sent[0]?.action.payload).toEqual({ id: 1, d: '2026-11-30' });
  });

  test('is walked through by days, weeks, months and years', async () => {
    const mounted = mount(card(date({ defaultValue: '2026-11-27' })), { locale: 'en-US' });
    await open(mounted, 'ArrowDown');
    const walk: [string, KeyboardEventInit, string][] = [
      ['ArrowRight', {}, '2026-11-28'],
      ['ArrowLeft', {}, '2026-11-27'],
      ['ArrowDown', {}, '2026-12-04'],
      ['ArrowUp', {}, '2026-11-27'],
      ['Home', {}, '2026-11-22'],
      ['End', {}, '2026-11-28'],
      ['PageDown', {}, '2026-12-28'],
      ['PageUp', { shiftKey: true }, '2025-12-28'],
      ['PageUp', {}, '2025-11-28'],
    ];
    for (const [key, more, expected] of walk) {
      press(key, more);
      expect(day(), key).toBe(expected);
    }
    expect(mounted.find('[role=grid]').getAttribute('aria-label')).toBe('November 2025');
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Friday, November 28, 2025');
    press('Escape');
    expect(mounted.root.querySelector('.ck-w-popover')).toBeNull();
    expect(picker(mounted).value).toBe('2026-11-27');
  });

  test('goes the other way where text runs from right to left', async () => {
    const mounted = mount(card(date({ defaultValue: '2026-11-27' })));
    mounted.root.style.direction = 'rtl';
    await open(mounted, 'ArrowDown');
    mounted.find('[role=grid]').style.direction = 'rtl';
    press('ArrowLeft');
    expect(day()).toBe('2026-11-28');
  });

  test('keeps to its limits', async () => {
    const limits = { min: '2026-11-10T00:00:00', max: '2026-11-20' };
    const mounted = mount(card(date({ ...limits, defaultValue: '2026-11-12' })));
    await open(mounted, 'ArrowDown');
    press('PageDown');
    expect(day()).toBe('2026-11-20');
    press('PageUp', { shiftKey: true });
    expect(day()).toBe('2026-11-10');
    click(mounted.find('[data-day="2026-11-09"]'));
    expect(picker(mounted).value).toBe('2026-11-12');
    const turns = [...mounted.root.querySelectorAll('.ck-w-calendar-turn')];
    expect(turns.map((turn) => turn.getAttribute('aria-disabled'))).toEqual(['true', 'true']);
    const choices = [...mounted.root.querySelectorAll('select')];
    expect(choices.map(({ options }) => options.length)).toEqual([1, 1]);
  });

  test('shows another month by its bar, where the focus stays', async () => {
    const mounted = mount(card(date({ defaultValue: '2026-12-31' })), { locale: 'en-US' });
    await open(mounted, 'ArrowDown');
    const next = mounted.find('[aria-label="January 2027"]');
    next.focus();
    click(next);
    expect(mounted.find('[role=grid]').getAttribute('aria-label')).toBe('January 2027');
    expect(document.activeElement).toBe(next);
    const [month, year] = mounted.root.querySelectorAll('select');
    expect([month?.value, year?.value]).toEqual(['1', '2027']);
    for (const [field, value, shown] of [
      [month, '2', 'February 2027'],
      [year, '2028', 'February 2028'],
    ] as const) {
      if (!field) throw new Error('The bar has no choice.');
      field.value = value;
      act(() => {
        field.dispatchEvent(new Event('change', { bubbles: true }));
      });
      expect(mounted.find('[role=grid]').getAttribute('aria-label')).toBe(shown);
    }
  });

  test('takes a day and a time, and sends them when it is done', async () => {
    const onChangeAction = { type: 'set' };
    const value = '2026-11-27T09:30:00';
    const mounted = mount(card(date({ defaultValue: value, onChangeAction })));
    await open(mounted, 'ArrowDown');
    click(mounted.find('[data-day="2026-11-28"]'));
    type(mounted.find('input[type=time]'), '10:15');
    expect(mounted.sent).toHaveLength(0);
    click(mounted.find('[data-primary]'));
    expect(mounted.sent[0]?.action.payload).toEqual({ d: '2026-11-28T10:15' });
  });

  test('marks today, and offers it where it is allowed', async () => {
    const mounted = mount(card(date()));
    await open(mounted, 'ArrowDown');
    const marked = mounted.find('[aria-current=date]');
    expect(document.activeElement).toBe(marked);
    click(mounted.find('.ck-w-calendar-button'));
    expect(picker(mounted).value).toBe(marked.getAttribute('data-day'));

    const past = mount(card(date({ max: '2001-01-01' })));
    await open(past, 'ArrowDown');
    expect(past.root.querySelector('.ck-w-calendar-button')).toBeNull();
    expect(day()).toBe('2001-01-01');
  });
});

test('a picker that is required is asked for, and says so', async () => {
  const mounted = mount(formCard(select({ required: true }), date({ required: true })));
  click(mounted.find('[part~=confirm]'));
  expect(mounted.sent).toHaveLength(0);
  expect(mounted.root.querySelectorAll('.ck-w-error')).toHaveLength(2);
  expect(document.activeElement).toBe(mounted.find('[data-field=s]'));
  await choose(mounted.find('[data-field=s]'), 'Apple');
  expect(mounted.root.querySelectorAll('.ck-w-error')).toHaveLength(1);
});

test('a picker is emptied by its cross', () => {
  const mounted = mount(formCard(date({ defaultValue: '2026-11-27', clearable: true })));
  click(mounted.find('.ck-w-clear'));
  expect(picker(mounted).value).toBe('');
  expect(document.activeElement).toBe(picker(mounted));
  expect(mounted.root.querySelector('.ck-w-clear')).toBeNull();
});

test('a picker that is off opens nothing and says nothing', () => {
  const mounted = mount(formCard(select({ disabled: true, defaultValue: 'apple' })));
  click(picker(mounted));
  expect(picker(mounted).getAttribute('aria-expanded')).toBe('false');
  click(mounted.find('[part~=confirm]'));
  expect(mounted.sent[0]?.action.payload).toEqual({ id: 1 });
});
