import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../../icons';
import type { WidgetLabels } from '../env';
import { CalendarGrid, focusDay } from './CalendarGrid';
import { addMonths, clampDay, type Day, partsOf, today } from './days';
import { type CalendarNames, namesOf } from './names';
import { Popover, type PopoverProps } from './Popover';

/** How many years before and after the shown one can be chosen where nothing limits them. */
const YEARS = 100;
/** The time of a day that was chosen without one. */
const NOON = '12:00';

export interface CalendarPopoverProps extends PopoverProps {
  /** `2026-11-27`, or `2026-11-27T09:30` with a time; empty for none. So are the limits. */
  readonly value: string;
  readonly min: string;
  readonly max: string;
  readonly hasTime: boolean;
  readonly locale: string;
  readonly labels: WidgetLabels;
  readonly pick: (value: string) => void;
}

/** A calendar to choose a day from, with the time where there is one. */
export function CalendarPopover(props: CalendarPopoverProps) {
  const { hasTime, labels, close, pick } = props;
  const names = namesOf(props.locale);
  const [min = '', max = ''] = [props.min.split('T')[0], props.max.split('T')[0]];
  const [chosen = '', clock = ''] = props.value.split('T');
  const now = today();
  const [day, setDay] = useState<Day>(chosen);
  const [time, setTime] = useState(clock || NOON);
  const [focused, setFocused] = useState<Day>(clampDay(chosen || now, min, max));

  const keep = (next: Day, at = time) => {
    if (!next) return;
    const wanted = hasTime ? `${next}T${at || NOON}` : next;
    // Days are limited by the calendar, moments of the first and the last day are here.
    pick(clampDay(wanted, props.min, props.max));
  };
  const choose = (next: Day) => {
    setDay(next);
    setFocused(next);
    if (hasTime) return;
    close(true);
    keep(next);
  };
  const finish = () => {
    close(true);
    keep(day);
  };
  const table = useRef<HTMLTableElement>(null);
  // Here, since the popover has to be open before anything in it can have the focus.
  useLayoutEffect(() => focusDay(table.current), []);
  const isTodayAllowed = clampDay(now, min, max) === now;

  return (
    <Popover
      {...props}
      class="ck-w-calendar"
      role="dialog"
      cancel={() => close(true)}
      leave={() => {
        close(false);
        if (hasTime && (day !== chosen || time !== (clock || NOON))) keep(day);
      }}
      height={480}
      isWhole
      changes={[focused.slice(0, 7)]}
    >
      <MonthBar {...{ names, min, max, focused }} show={setFocused} />
      <CalendarGrid
        {...{ table, names, focused, min, max, now }}
        selected={day}
        label={names.monthOf(focused)}
        move={(next) => setFocused(clampDay(next, min, max))}
        choose={choose}
      />
      <div class="ck-w-calendar-foot">
        {hasTime && (
          <input
            type="time"
            class="ck-w-calendar-field"
            aria-label={labels.time}
            value={time}
            onInput={(event) => setTime(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault(); // it is not the form around it that is done
              finish();
            }}
          />
        )}
        {isTodayAllowed && (
          <button type="button" class="ck-w-calendar-button" onClick={() => choose(now)}>
            {labels.today}
          </button>
        )}
        {hasTime && (
          <button
            type="button"
            class="ck-w-calendar-button"
            data-primary
            disabled={!day}
            onClick={finish}
          >
            {labels.done}
          </button>
        )}
      </div>
    </Popover>
  );
}

interface BarProps {
  names: CalendarNames;
  focused: Day;
  min: Day;
  max: Day;
  show: (day: Day) => void;
}

/** The month that is shown, and the ways to others. */
function MonthBar({ names, focused, min, max, show }: BarProps) {
  const { year, month } = partsOf(focused);
  const turn = (months: number) => show(clampDay(addMonths(focused, months), min, max));
  const least = min ? partsOf(min).year : Math.max(1000, year - YEARS);
  const most = max ? partsOf(max).year : Math.min(9999, year + YEARS);
  const years = Array.from({ length: Math.max(0, most - least) + 1 }, (_, index) => least + index);
  const months = Array.from({ length: 12 }, (_, index) => index + 1).filter((one) => {
    const text = `${String(year).padStart(4, '0')}-${String(one).padStart(2, '0')}`;
    return (!min || text >= min.slice(0, 7)) && (!max || text <= max.slice(0, 7));
  });
  const choices = [
    <Choice
      key="month"
      label={names.field('month')}
      value={month}
      values={months}
      nameOf={names.month}
      choose={(value) => turn(value - month)}
    />,
    <Choice
      key="year"
      label={names.field('year')}
      value={year}
      values={years}
      nameOf={names.year}
      choose={(value) => turn((value - year) * 12)}
    />,
  ];
  return (
    <div class="ck-w-calendar-head">
      <Turn {...{ names, focused, min, max }} by={-1} icon="chevron-left" turn={turn} />
      <div class="ck-w-calendar-month">{names.isYearFirst ? choices.reverse() : choices}</div>
      <Turn {...{ names, focused, min, max }} by={1} icon="chevron-right" turn={turn} />
    </div>
  );
}

interface TurnProps extends Omit<BarProps, 'show'> {
  by: 1 | -1;
  icon: string;
  turn: (months: number) => void;
}

/** To the month before or after. It is called by that month, and stays where it is at the end. */
function Turn({ names, focused, min, max, by, icon, turn }: TurnProps) {
  const target = addMonths(focused, by);
  const month = target.slice(0, 7);
  const isBeyond =
    target === focused ||
    (by < 0 ? min !== '' && month < min.slice(0, 7) : max !== '' && month > max.slice(0, 7));
  const name = names.monthOf(target);
  return (
    <button
      type="button"
      class="ck-w-calendar-turn"
      aria-label={name}
      title={name}
      aria-disabled={isBeyond || undefined}
      onClick={() => !isBeyond && turn(by)}
    >
      <Icon name={icon} />
    </button>
  );
}

interface ChoiceProps {
  label: string;
  value: number;
  values: readonly number[];
  nameOf: (value: number) => string;
  choose: (value: number) => void;
}

function Choice({ label, value, values, nameOf, choose }: ChoiceProps) {
  const ref = useRef<HTMLSelectElement>(null);
  useLayoutEffect(() => {
    if (ref.current) ref.current.value = String(value);
  }, [value, values.length]);
  return (
    <select
      ref={ref}
      class="ck-w-calendar-field"
      aria-label={label}
      onChange={(event) => choose(Number(event.currentTarget.value))}
    >
      {values.map((each) => (
        <option key={each} value={each}>
          {nameOf(each)}
        </option>
      ))}
    </select>
  );
}
