import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { addDays, addMonths, type Day, startOfWeek, weeksOf } from './days';
import { type CalendarNames, weekOf } from './names';

interface GridProps {
  table: RefObject<HTMLTableElement | null>;
  names: CalendarNames;
  /** The month that is shown, said when it changes. */
  label: string;
  /** The day that the keys are on; its month is shown. */
  focused: Day;
  selected: Day;
  now: Day;
  /** Empty for none. */
  min: Day;
  max: Day;
  move: (day: Day) => void;
  choose: (day: Day) => void;
}

/** The days of a month, as a grid that is walked through by the arrow keys. */
export function CalendarGrid(props: GridProps) {
  const { table, names, label, focused, selected, now, min, max, move, choose } = props;
  // Keys take the focus along. The buttons above the grid keep it.
  const takesFocus = useRef(false);
  useLayoutEffect(() => {
    if (takesFocus.current) focusDay(table.current);
    takesFocus.current = false;
  }, [focused]);

  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    const isRtl = getComputedStyle(event.currentTarget).direction === 'rtl';
    const next = dayAfterKey(event, focused, isRtl, names.firstWeekday);
    if (next === null) return;
    event.preventDefault();
    takesFocus.current = true;
    move(next);
  };
  return (
    <>
      <div class="ck-sr" aria-live="polite">
        {label}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table for keys. */}
      <table ref={table} role="grid" aria-label={label} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            {weekOf(names).map((day) => {
              const { short, long } = names.weekday(day);
              return (
                <th key={day} scope="col" abbr={long} title={long}>
                  {short}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {weeksOf(focused, names.firstWeekday).map((week) => (
            <tr key={week[0]}>
              {week.map((day) => {
                const isOut = (min !== '' && day < min) || (max !== '' && day > max);
                return (
                  // biome-ignore lint/a11y/useAriaPropsSupportedByRole: in a grid it is a gridcell.
                  <td key={day} aria-selected={day === selected}>
                    <button
                      type="button"
                      class="ck-w-day"
                      data-day={day}
                      data-other={day.slice(0, 7) === focused.slice(0, 7) ? undefined : ''}
                      tabIndex={day === focused ? 0 : -1}
                      aria-label={names.fullDay(day)}
                      aria-current={day === now ? 'date' : undefined}
                      aria-disabled={isOut || undefined}
                      onClick={() => !isOut && choose(day)}
                    >
                      {names.day(day)}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** Gives the focus to the day that the keys are on. */
export function focusDay(table: HTMLTableElement | null): void {
  table?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
}

/** Where a key leads to from a day; null for a key that leads nowhere. */
function dayAfterKey(
  { key, shiftKey, altKey, ctrlKey, metaKey }: KeyboardEvent,
  day: Day,
  isRtl: boolean,
  firstWeekday: number,
): Day | null {
  if (altKey || ctrlKey || metaKey) return null;
  const months = shiftKey ? 12 : 1;
  switch (key) {
    case 'ArrowLeft':
      return addDays(day, isRtl ? 1 : -1);
    case 'ArrowRight':
      return addDays(day, isRtl ? -1 : 1);
    case 'ArrowUp':
      return addDays(day, -7);
    case 'ArrowDown':
      return addDays(day, 7);
    case 'Home':
      return startOfWeek(day, firstWeekday);
    case 'End':
      return addDays(startOfWeek(day, firstWeekday), 6);
    case 'PageUp':
      return addMonths(day, -months);
    case 'PageDown':
      return addMonths(day, months);
    default:
      return null;
  }
}
