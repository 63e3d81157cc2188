import { describe, expect, test } from 'vitest';
import { card, mount } from './testing/mount';

/** The drawing of one component in a card. */
function draw(node: object): HTMLElement {
  return mount(card(node)).find('.ck-w-card-body > *');
}

describe('text', () => {
  test('Title, Caption and Text show their value with what was asked of it', () => {
    const look = { color: 'danger', weight: 'semibold', textAlign: 'center', maxLines: 2 };
    for (const type of ['Title', 'Caption', 'Text']) {
      const element = draw({ type, value: 'Words', size: 'lg', ...look });
      expect(element.textContent).toBe('Words');
      expect(element.dataset).toMatchObject({ size: 'lg', align: 'center', clamp: 'true' });
      expect(element.style.color).toBe('var(--ck-danger-text)');
      expect(element.style.fontWeight).toBe('600');
      expect(element.style.getPropertyValue('--ck-w-max-lines')).toBe('2');
      expect(element.dir).toBe('auto');
    }
  });

  test('Text has its own ways of being written', () => {
    const element = draw({
      type: 'Text',
      value: 'x',
      italic: true,
      lineThrough: true,
      streaming: true,
      truncate: true,
      minLines: 3,
      width: 120,
    });
    expect(Object.keys(element.dataset).sort()).toEqual(
      ['italic', 'lineThrough', 'minLines', 'size', 'streaming', 'truncate'].sort(),
    );
  });

  test('text is only text', () => {
    const hostile = '<img src=x onerror=alert(1)>{{ 7*7 }} \u202Egnihton\u202C 👩‍👩‍👧'.repeat(200);
    const element = draw({ type: 'Text', value: hostile });
    expect(element.textContent).toBe(hostile);
    expect(element.children).toHaveLength(0);
  });

  test('editable Text is a field of one line, or of several', () => {
    const editable = { name: 't', placeholder: 'Say', required: true, autoComplete: 'name' };
    const input = draw({ type: 'Text', value: 'v', editable }).querySelector('input');
    expect(input).toMatchObject({ value: 'v', placeholder: 'Say', required: true });
    const area = draw({ type: 'Text', value: 'v', minLines: 2, editable });
    expect(area.querySelector('textarea')?.rows).toBe(2);
    expect(draw({ type: 'Text', value: 'v', editable: false }).tagName).toBe('P');
  });

  test('Markdown is drawn by whoever knows how', () => {
    expect(draw({ type: 'Markdown', value: '**hi**' }).innerHTML).toBe('<p>**hi**</p>');
  });

  test('a Label names its field, and a field without one is named all the same', () => {
    const { find } = mount(
      card(
        { type: 'Label', value: 'Your name', fieldName: 'user.name' },
        { type: 'Input', name: 'user.name' },
        { type: 'Input', name: 'user.home_town' },
        { type: 'Select', name: 's', placeholder: 'Pick one', options: [] },
      ),
    );
    const named = find<HTMLInputElement>('[data-field="user.name"]');
    expect(named.labels?.[0]?.textContent).toBe('Your name');
    expect(named.hasAttribute('aria-label')).toBe(false);
    expect(find('[data-field="user.home_town"]').getAttribute('aria-label')).toBe('Home town');
    expect(find('[role=combobox]').getAttribute('aria-label')).toBe('Pick one');
  });
});

describe('layout', () => {
  test('boxes take every measure', () => {
    const element = draw({
      type: 'Box',
      direction: 'row',
      align: 'end',
      justify: 'between',
      wrap: 'wrap',
      gap: 2,
      flex: 1,
      padding: { x: 1 },
      margin: 2,
      border: { size: 1, color: 'subtle' },
      radius: 'md',
      background: 'surface-secondary',
      minHeight: 10,
      aspectRatio: '16/9',
      children: [{ type: 'Text', value: 'in' }],
    });
    expect(element.dataset).toMatchObject({ kind: 'box', direction: 'row' });
    expect(element.style.alignItems).toBe('flex-end');
    expect(element.style.justifyContent).toBe('space-between');
    expect(element.style.flexWrap).toBe('wrap');
    expect(element.style.borderRadius).toBe('var(--ck-radius-md)');
    expect(element.style.background).toBe('var(--ck-surface-secondary)');
    expect(element.textContent).toBe('in');
  });

  test.each([
    ['Row', 'row'],
    ['Col', 'col'],
    ['Box', 'col'],
    ['Form', 'col'],
  ])('%s lays its children out as a %s', (type, direction) => {
    expect(draw({ type, children: [] }).dataset['direction']).toBe(direction);
  });

  test('Divider, Spacer and Transition', () => {
    const divider = draw({ type: 'Divider', flush: true, spacing: 2, size: 3, color: 'red-500' });
    expect(divider.tagName).toBe('HR');
    expect(divider.style.getPropertyValue('--ck-w-thickness')).toBe('3px');
    expect(divider.style.getPropertyValue('--ck-w-line')).toMatch(/^oklch/);
    expect(draw({ type: 'Spacer', minSize: 4 }).getAttribute('aria-hidden')).toBe('true');
    expect(draw({ type: 'Transition', children: { type: 'Text', value: 'x' } }).textContent).toBe(
      'x',
    );
    expect(() => mount(card({ type: 'Transition', children: null }))).not.toThrow();
  });
});

describe('content', () => {
  test('a Button that is only an icon is named by it', () => {
    const button = draw({ type: 'Button', iconStart: 'lucide:alarm-clock', uniform: true });
    expect(button.getAttribute('aria-label')).toBe('alarm clock');
  });

  test('Badge and Button carry colour, variant and size', () => {
    const badge = draw({
      type: 'Badge',
      label: 'High',
      color: 'danger',
      variant: 'solid',
      pill: true,
    });
    expect(badge.dataset).toMatchObject({ color: 'danger', variant: 'solid', pill: 'true' });
    expect(badge.getAttribute('part')).toBe('badge');
    const button = draw({ type: 'Button', label: 'Go', style: 'primary', size: 'xl', block: true });
    expect(button.dataset).toMatchObject({
      color: 'primary',
      variant: 'solid',
      size: 'xl',
      block: 'true',
    });
    expect(button.getAttribute('part')).toBe('button');
  });

  test.each([
    [{}, 'secondary', 'outline'],
    [{ style: 'secondary' }, 'secondary', 'outline'],
    [{ submit: true }, 'primary', 'solid'],
    [{ color: 'danger' }, 'danger', 'solid'],
    [{ variant: 'ghost' }, 'secondary', 'ghost'],
    [{ style: 'secondary', color: 'info', variant: 'soft' }, 'info', 'soft'],
  ])('a button with %j is %s and %s', (props, color, variant) => {
    expect(draw({ type: 'Button', label: 'x', ...props }).dataset).toMatchObject({
      color,
      variant,
    });
  });

  test('Icon has a size and a colour', () => {
    const icon = draw({ type: 'Icon', name: 'star', size: '2xl', color: 'success' });
    expect(icon.dataset['size']).toBe('2xl');
    expect(icon.style.color).toBe('var(--ck-success-text)');
    expect(icon.querySelector('svg')).toBeTruthy();
  });

  test('Image tells nobody where it is shown, and says what it was when it is missing', () => {
    const image = draw({
      type: 'Image',
      src: 'https://example.org/a.png',
      alt: 'A cat',
      fit: 'contain',
      position: 'top',
      size: 40,
      frame: true,
    }) as HTMLImageElement;
    expect(image.alt).toBe('A cat');
    expect(image.getAttribute('referrerpolicy')).toBe('no-referrer');
    expect(image.style.objectFit).toBe('contain');
    const missing = draw({ type: 'Image', src: 'javascript:alert(1)', alt: 'A cat' });
    expect(missing.getAttribute('role')).toBe('img');
    expect(missing.getAttribute('aria-label')).toBe('A cat');
  });

  test('Table draws rows, headers and cells', () => {
    const cell = (value: string, more = {}) => ({
      type: 'Table.Cell',
      children: [{ type: 'Text', value }],
      ...more,
    });
    const table = draw({
      type: 'Table',
      children: [
        { type: 'Table.Row', header: true, children: [cell('City'), cell('°C', { align: 'end' })] },
        { type: 'Table.Row', children: [cell('Oslo', { colSpan: 2, colSize: 'sm' })] },
      ],
    });
    expect(table.querySelectorAll('th[scope=col]')).toHaveLength(2);
    expect(table.querySelector('td')?.colSpan).toBe(2);
    expect(table.querySelector<HTMLElement>('th:last-child')?.dataset['align']).toBe('end');
  });
});

describe('fields', () => {
  test('Input and Textarea pass on what they are told', () => {
    const input = draw({
      type: 'Input',
      name: 'mail',
      inputType: 'email',
      placeholder: 'you@example.org',
      defaultValue: 'a@b.c',
      required: true,
      size: 'sm',
      gutterSize: 'lg',
      pill: true,
    }).querySelector('input');
    expect(input).toMatchObject({ type: 'email', value: 'a@b.c', required: true });
    expect(input?.dataset).toMatchObject({ size: 'sm', gutter: 'lg', pill: 'true' });
    expect(input?.getAttribute('autocomplete')).toBe('off');
    const open = draw({ type: 'Input', name: 'mail', allowAutofillExtensions: true });
    expect(open.querySelector('input')?.hasAttribute('autocomplete')).toBe(false);
    const area = draw({ type: 'Textarea', name: 'n', rows: 4, autoResize: true, maxRows: 9 });
    expect(area.querySelector('textarea')?.rows).toBe(4);
  });

  test('radios of two groups with one name do not exclude each other', () => {
    const group = { type: 'RadioGroup', name: 'r', options: [{ value: 'a', label: 'A' }] };
    const { root } = mount(card({ ...group, defaultValue: 'a' }, { ...group, defaultValue: 'a' }));
    const radios = [...root.querySelectorAll<HTMLInputElement>('input')];
    expect(radios.map((radio) => radio.checked)).toEqual([true, true]);
  });
});

test('a card shows its status, size, background and theme', () => {
  const { find } = mount({
    ...card({ type: 'Text', value: 'x' }),
    status: { text: 'From the web', favicon: 'https://example.org/f.ico', frame: true },
    size: 'full',
    theme: 'dark',
    padding: 0,
    background: 'surface-secondary',
    border: 2,
  });
  expect(find('.ck-w-status').textContent).toBe('From the web');
  expect(find('.ck-w-status img').hasAttribute('data-frame')).toBe(true);
  expect(find('.ck-w-root').dataset).toMatchObject({ size: 'full', ckTheme: 'dark' });
  expect(find('.ck-w-card-body').style.getPropertyValue('--ck-w-pad-top')).toBe(
    'calc(var(--ck-space) * 0)',
  );
});
