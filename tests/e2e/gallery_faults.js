/**
 * What is wrong with how the widget of the gallery stands there: what is wider than its place, what
 * is cut off, and what is too small to be hit.
 */
() => {
  const frame = document.querySelector('.frame');
  const { shadowRoot } = document.querySelector('chatkit-widget');
  const faults = [];

  const name = (element) => {
    const words = element.getAttribute('aria-label') ?? element.innerText ?? '';
    const part = element.getAttribute('part') ?? element.className;
    return `${element.localName}[${part}] "${words.trim().slice(0, 30)}"`;
  };
  const isSeen = (element) => {
    const { width, height } = element.getBoundingClientRect();
    const { opacity, visibility } = getComputedStyle(element);
    // One pixel is what only assistive technology sees.
    return width > 1 && height > 1 && opacity !== '0' && visibility === 'visible';
  };
  const parentOf = (element) => element.assignedSlot ?? element.parentElement;

  /** By how many pixels a box sticks out of what cuts it off; boxes that scroll cut nothing off. */
  const cutOff = (element) => {
    const box = element.getBoundingClientRect();
    let most = 0;
    for (let outer = parentOf(element); outer; outer = parentOf(outer)) {
      const { overflowX, overflowY, position } = getComputedStyle(outer);
      const limit = outer.getBoundingClientRect();
      if (['auto', 'scroll'].includes(overflowX) || ['auto', 'scroll'].includes(overflowY)) break;
      if (overflowX !== 'visible') most = Math.max(most, limit.left - box.left, box.right - limit.right);
      if (overflowY !== 'visible') most = Math.max(most, limit.top - box.top, box.bottom - limit.bottom);
      if (position === 'fixed') break;
    }
    return most;
  };

  if (frame.scrollWidth > frame.clientWidth + 1) {
    faults.push(`the widget is wider than its place: ${frame.scrollWidth} in ${frame.clientWidth}`);
  }
  const controls = 'button, input, select, textarea, a[href], [role=button], [role=checkbox]';
  for (const control of shadowRoot.querySelectorAll(controls)) {
    if (!isSeen(control)) continue;
    const hidden = cutOff(control);
    if (hidden > 1) faults.push(`${name(control)} is cut off by ${Math.round(hidden)} pixels`);
    const { width, height } = control.getBoundingClientRect();
    if (control.localName === 'button' && (width < 16 || height < 16)) {
      faults.push(`${name(control)} is ${Math.round(width)} × ${Math.round(height)} pixels`);
    }
  }
  for (const label of shadowRoot.querySelectorAll('[part~=badge], .ck-w-button-label')) {
    if (!isSeen(label)) continue;
    if (label.scrollHeight > label.clientHeight + 2 && getComputedStyle(label).display !== 'inline') {
      faults.push(`${name(label)} does not have the height of its text`);
    }
  }
  return faults;
}
