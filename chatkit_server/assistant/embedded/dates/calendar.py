"""Calendar arithmetic: which days "next Friday" or "the end of the month" are."""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.relativedelta import FR, MO, SU, relativedelta
from dateutil.relativedelta import weekday as weekday_of

from chatkit_server.assistant.embedded.dates.values import Day

ONE_DAY = timedelta(days=1)


def single(day: date, *, certain: bool = True, repeats: bool = False) -> Day:
    """A phrase that names one day."""
    return Day(day, day, day, certain, repeats)


def weekday(today: date, index: int, qualifier: str, *, certain: bool) -> Day:
    """A weekday (0 is Monday): plain it is the next one, "next" is in the next calendar week."""
    monday = today + relativedelta(weekday=MO(-1))
    if qualifier == "this":
        ahead = (index - today.weekday()) % 7
    elif qualifier in ("next", "following"):
        ahead = (monday + timedelta(days=7 + index) - today).days
    elif qualifier in ("last", "past", "previous"):
        ahead = -((today.weekday() - index - 1) % 7 + 1)
    else:
        ahead = (index - today.weekday() - 1) % 7 + 1
    return single(today + timedelta(days=ahead), certain=certain)


def weekend(today: date, qualifier: str, *, certain: bool = True) -> Day:
    """Saturday and Sunday; on a Sunday, what is left of this one."""
    saturday = today + timedelta(days=5 - today.weekday())
    if qualifier in ("next", "following"):
        saturday += timedelta(days=7)
    elif qualifier in ("last", "past", "previous"):
        saturday -= timedelta(days=7)
    sunday = saturday + ONE_DAY
    return Day(saturday, sunday, max(saturday, today) if sunday >= today else saturday, certain)


def week(today: date, offset: int) -> Day:
    """A calendar week; this one is due when it ends, another when it begins."""
    monday = today + relativedelta(weekday=MO(-1)) + timedelta(weeks=offset)
    sunday = monday + relativedelta(weekday=SU)
    return Day(monday, sunday, end_of_week(today, 0).due if offset == 0 else monday)


def end_of_week(today: date, offset: int) -> Day:
    """Friday, or Sunday when Friday has passed."""
    monday = today + relativedelta(weekday=MO(-1)) + timedelta(weeks=offset)
    friday = monday + relativedelta(weekday=FR)
    return single(friday if friday >= today else monday + relativedelta(weekday=SU))


def month(first: date) -> Day:
    """The month that begins with this day, due on it."""
    return Day(first, first + relativedelta(day=31), first)


def this_month(today: date, offset: int) -> Day:
    """A month counted from this one; this one is due when it ends."""
    whole = month(today + relativedelta(day=1, months=offset))
    return Day(whole.first, whole.last, whole.last) if offset == 0 else whole


def nth_weekday(first: date, index: int, count: int) -> date:
    """The weekday (0 is Monday) of the month beginning on ``first``; -1 counts from its end."""
    start = first if count > 0 else first + relativedelta(day=31)
    return start + relativedelta(weekday=weekday_of(index)(count))


def year(today: date, offset: int) -> Day:
    """A calendar year counted from this one; this one is due when it ends."""
    first = today + relativedelta(month=1, day=1, years=offset)
    last = first + relativedelta(month=12, day=31)
    return Day(first, last, last if offset == 0 else first)


def quarter(today: date, offset: int) -> Day:
    """A calendar quarter counted from this one; this one is due when it ends."""
    first = today + relativedelta(month=(today.month - 1) // 3 * 3 + 1, day=1, months=3 * offset)
    last = first + relativedelta(months=2, day=31)
    return Day(first, last, last if offset == 0 else first)


def next_month_named(today: date, index: int, year_given: int | None) -> Day:
    """A month by name (1-12): this year's, or next year's once it has passed."""
    if year_given is None:
        year_given = today.year + (index < today.month)
    whole = month(date(year_given, index, 1))
    if whole.first <= today <= whole.last:
        return Day(whole.first, whole.last, whole.last)
    return whole


def next_month_day(today: date, index: int, day: int, year_given: int | None = None) -> date | None:
    """The next such day of a month, or None where the calendar has none (31 June)."""
    for candidate in (year_given,) if year_given else range(today.year, today.year + 9):
        try:
            found = date(candidate, index, day)
        except (ValueError, OverflowError):
            continue
        if year_given or found >= today:
            return found
    return None


def next_day_of_month(today: date, day: int) -> date | None:
    """The next month's day with this number, in a month that has it."""
    if not 1 <= day <= 31:
        return None
    for ahead in range(13):
        found = today + relativedelta(day=day, months=ahead)
        if found.day == day and found >= today:
            return found
    return None
