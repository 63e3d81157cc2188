"""When something is due: days, moments and the user's calendar. Pure and DST-safe.

A due is a whole day in whatever zone the user is in, or one moment in time. Every rule that needs
"today" takes ``now``, aware and in the user's zone, and every conversion goes through an instant,
so that days of 23 or 25 hours and midnights that do not exist need no special case.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from chatkit_server.errors import InvalidRequest

Due = date | datetime
"""A whole day in the user's calendar (``date``) or a moment (aware ``datetime``)."""

FIRST_DAY = date(1970, 1, 1)
LAST_DAY = date(9998, 12, 31)  # a year short of Python's last: every zone's midnight fits after it

_DAY = timedelta(days=1)
_DAY_FORM = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT_FORM = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}\S*", re.ASCII)


def normalize_due(due: Due) -> Due:
    """Bring a due into the form that is kept: a day, or a moment in UTC to the second.

    Raises:
        InvalidRequest: A moment without an offset, or one out of range.
    """
    if isinstance(due, datetime):
        if due.tzinfo is None:
            raise InvalidRequest("due must have an offset when it has a time")
        try:
            due = due.astimezone(UTC).replace(microsecond=0)
        except OverflowError:
            raise _out_of_range() from None
        day = due.date()
    else:
        day = due
    if not FIRST_DAY <= day <= LAST_DAY:
        raise _out_of_range()
    return due


def parse_due(text: str, zone: tzinfo) -> Due:
    """Read ``2026-11-21`` or ``2026-11-21T09:00`` with or without seconds and an offset.

    A time without an offset is the wall clock of ``zone``; one that a change to summer time skips
    moves forward by the gap, one that occurs twice is the first of the two.

    Raises:
        InvalidRequest: It is neither, or out of range.
    """
    text = text.strip()
    try:
        if _DAY_FORM.fullmatch(text):
            return normalize_due(date.fromisoformat(text))
        if _MOMENT_FORM.fullmatch(text):
            moment = datetime.fromisoformat(text)
            return normalize_due(moment if moment.tzinfo else moment.replace(tzinfo=zone))
    except (ValueError, OverflowError):
        pass  # the shape of a date, but no such day or time: the same answer as any other text
    raise InvalidRequest("due must be a date (2026-11-21) or a date and time (2026-11-21T09:00)")


def format_due(due: Due, zone: tzinfo) -> str:
    """Write a due as ISO 8601: a date, or a date-time with the offset that ``zone`` has then."""
    if isinstance(due, datetime):
        return due.astimezone(zone).isoformat(timespec="seconds")
    return due.isoformat()


def start_of_day(day: date, zone: tzinfo) -> datetime:
    """The first instant of ``day`` in ``zone``, in UTC.

    Where the clocks skip midnight that is the instant of the change: ``fold=0`` reads a time that
    does not exist with the offset before it.
    """
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """The last whole second of ``day`` in ``zone``, in UTC: dues are kept to the second."""
    return start_of_day(day + _DAY, zone) - timedelta(seconds=1)


def due_day(due: Due, zone: tzinfo) -> date:
    """The day of the user's calendar that a due falls on."""
    return due.astimezone(zone).date() if isinstance(due, datetime) else due


def is_past(due: Due, now: datetime) -> bool:
    """Whether a due has been missed: the day is over, or the moment has gone by.

    Args:
        due: A day or a moment.
        now: Aware, in the user's zone.
    """
    return due < now if isinstance(due, datetime) else due < now.date()


def week_of(day: date) -> tuple[date, date]:
    """The Monday and the Sunday of the week that ``day`` is in."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def midnight_offsets(zone: tzinfo, year: int) -> tuple[tuple[date, int], ...]:
    """How far ahead of UTC the midnights of a zone are, in the years around ``year``.

    Returns:
        Steps ``(until, seconds)`` in order of time: a midnight has the offset of the first step
        whose ``until`` is a later day, or of the last step if there is none. The steps cover the
        year before ``year`` and the five after it; days beyond share the offset at the edge.
    """
    steps: list[tuple[date, int]] = []
    day, end = date(year - 1, 1, 1), date(year + 6, 1, 1)
    while day < end:
        seconds = round(_offset_at_midnight(day, zone).total_seconds())
        day += _DAY
        if steps and steps[-1][1] == seconds:
            steps.pop()
        steps.append((day, seconds))
    return tuple(steps)


def _offset_at_midnight(day: date, zone: tzinfo) -> timedelta:
    return datetime.combine(day, time.min, zone).utcoffset() or timedelta(0)


def _out_of_range() -> InvalidRequest:
    return InvalidRequest(f"due must be in the years {FIRST_DAY.year} to {LAST_DAY.year}")
