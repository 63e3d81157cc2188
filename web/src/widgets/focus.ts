const FOCUSABLE =
  ':is(button, input, select, textarea):not(:disabled), a[href], [tabindex]:not([tabindex="-1"])';

/** Where the focus was in a widget just before its content changes. */
export interface FocusPlace {
  readonly element: HTMLElement;
  readonly row: Element | null;
  /** Where it was in a list; none outside of one. */
  readonly spot: Spot | null;
  readonly autofocus: ReadonlySet<Element>;
}

/** A control of a list, by position: its elements may be other ones the next time. */
export interface Spot {
  readonly row: number;
  readonly control: number;
}

/** The place of the focus inside `root`; none when it is elsewhere. */
export function rememberFocus(root: HTMLElement | null): FocusPlace | null {
  const element = root && activeElement(root);
  if (!root || !(element instanceof HTMLElement) || !root.contains(element)) return null;
  const row = element.closest('[data-ck-row]');
  return {
    element,
    row,
    spot: row && { row: rows(root).indexOf(row), control: controls(row).indexOf(element) },
    autofocus: new Set(root.querySelectorAll('[data-autofocus]')),
  };
}

/**
 * Puts the focus where a person expects it after a widget has changed: to a field that asks for it
 * and is new; else it stays; else, if its control is gone, near by: in the same row, in the row that
 * took its place, at the widget's first control, on the widget.
 *
 * @param origin Where it was in the list that the content before took the place of: a form that is
 *   left leads back to the button that opened it.
 */
export function restoreFocus(root: HTMLElement, place: FocusPlace, origin: Spot | null): void {
  const asking = [...root.querySelectorAll<HTMLElement>('[data-autofocus]')];
  const fresh = asking.find((element) => !place.autofocus.has(element));
  if (fresh) {
    focus(fresh);
    show(root, fresh);
    return;
  }
  const kept = root.contains(place.element) && !place.element.matches(':disabled');
  if (kept) {
    if (activeElement(root) !== place.element) focus(place.element); // it was moved in the tree
    return;
  }
  const all = rows(root);
  const spot = place.spot ?? origin;
  const near =
    place.row && all.includes(place.row)
      ? place.row
      : spot && all[Math.min(spot.row, all.length - 1)];
  const candidates = near ? controls(near) : [];
  const same = spot && candidates[Math.min(spot.control, candidates.length - 1)];
  const next = same ?? controls(root)[0] ?? root;
  focus(next);
  show(root, next);
}

/** Gives a new widget's field the focus that it asks for, if the person is at work in a widget. */
export function claimFocus(root: HTMLElement): void {
  const asking = root.querySelector<HTMLElement>('[data-autofocus]');
  const active = activeElement(root);
  // From the composer, or when a history is opened, nothing may take the focus away.
  if (asking && active?.closest('[data-ck-widget]')) focus(asking);
}

function activeElement(root: Element): Element | null {
  const scope = root.getRootNode();
  return scope instanceof Document || scope instanceof ShadowRoot ? scope.activeElement : null;
}

function focus(element: HTMLElement): void {
  element.focus({ preventScroll: true });
}

/** As much of the widget as fits, and the element in any case, with no more scrolling than that takes. */
function show(root: HTMLElement, element: HTMLElement): void {
  for (const each of [root, element]) each.scrollIntoView?.({ block: 'nearest' });
}

const controls = (within: Element): HTMLElement[] => [
  ...within.querySelectorAll<HTMLElement>(FOCUSABLE),
];

const rows = (root: Element): Element[] => [...root.querySelectorAll('[data-ck-row]')];
