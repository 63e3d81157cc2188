/** One to five stars, as a field of the form around: `{ type: 'Rating', name, label }`. */
export const rating = {
  styles: `
    & { display: flex; gap: 4px; }
    button { border: 0; padding: 4px; background: none; color: var(--ck-text-tertiary);
      font-size: 24px; line-height: 1; cursor: pointer; }
    button[aria-checked="true"], button:has(~ [aria-checked="true"]) { color: var(--ck-accent); }
    button:focus-visible { outline: 2px solid var(--ck-focus); border-radius: 6px; }
  `,

  render(host, props, context) {
    host.setAttribute('role', 'radiogroup');
    const choose = (count) => {
      for (const [index, star] of buttons.entries()) {
        star.setAttribute('aria-checked', String(index + 1 === count));
        star.tabIndex = index + 1 === Math.max(count, 1) ? 0 : -1;
      }
      const problem = count === 0 ? 'Please choose how many stars.' : '';
      context.setValue(props.name, count, problem);
    };
    const buttons = [1, 2, 3, 4, 5].map((count) => {
      const star = document.createElement('button');
      star.type = 'button';
      star.textContent = '★';
      star.setAttribute('role', 'radio');
      star.setAttribute('aria-label', new Intl.NumberFormat(context.locale).format(count));
      star.onclick = () => choose(count);
      return star;
    });
    host.onkeydown = ({ key }) => {
      const forward = context.direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
      const back = context.direction === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
      const step = { [forward]: 1, ArrowUp: 1, [back]: -1, ArrowDown: -1 }[key];
      const next = buttons[buttons.indexOf(host.getRootNode().activeElement) + (step ?? 0)];
      if (!step || !next) return;
      next.click();
      next.focus();
    };
    const show = ({ label }) => host.setAttribute('aria-label', label);
    host.append(...buttons);
    show(props);
    choose(0);
    return { update: show };
  },
};
