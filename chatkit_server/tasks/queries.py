"""Conditions and orders in SQL: what ``model`` and ``due`` say of one task, said of a table.

A whole day is kept without a zone, so its end is an instant only once the user's zone is known.
The zone's offsets go into the statement as a few numbers; the database does the rest, the same on
SQLite, which knows no zones, and on PostgreSQL.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Any, Final, NamedTuple, Self

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    Text,
    and_,
    case,
    func,
    literal,
    not_,
    or_,
    tuple_,
    type_coerce,
)

from chatkit_server.database import tasks
from chatkit_server.tasks.due import (
    Due,
    end_of_day,
    midnight_offsets,
    start_of_day,
    week_of,
)
from chatkit_server.tasks.fields import fold
from chatkit_server.tasks.model import PRIORITIES, StatusFilter, TaskFilter
from chatkit_server.tasks.week import days_of

Condition = ColumnElement[bool]

IS_OPEN: Condition = tasks.c.completed_at.is_(None)
IS_DONE: Condition = tasks.c.completed_at.is_not(None)

_BIGINT = BigInteger()
_LAST_SECOND = 24 * 60 * 60 - 1
_NEVER = 2**62
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_PACKED: Final = re.compile(r"(\d{1,16})?\.(\d{1,19})\.([0-3])\.(\d{1,18})", re.ASCII)


class DueColumns(NamedTuple):
    """A due as the table keeps it."""

    due_at: int | None
    due_whole_day: bool


def pack_due(due: Due | None) -> DueColumns:
    """Turn a due into its columns."""
    if due is None:
        return DueColumns(None, False)
    if isinstance(due, datetime):
        return DueColumns(int(due.timestamp()), False)
    return DueColumns(_midnight(due), True)


def unpack_due(due_at: int | None, due_whole_day: bool) -> Due | None:
    """Turn the columns into a due; the opposite of `pack_due`."""
    if due_at is None:
        return None
    moment = datetime.fromtimestamp(due_at, UTC)
    return moment.date() if due_whole_day else moment


class Position(NamedTuple):
    """Where a task stands in a list: what the task after it is compared with."""

    completed_at: datetime | None
    deadline: int
    priority: int
    seq: int

    @classmethod
    def unpack(cls, text: str) -> Self | None:
        """Read what `pack` wrote; None where it did not."""
        match = _PACKED.fullmatch(text)
        if match is None:
            return None
        done, deadline, priority, seq = match.groups()
        completed_at = None if done is None else _EPOCH + timedelta(microseconds=int(done))
        return cls(completed_at, min(int(deadline), _NEVER), int(priority), int(seq))

    def pack(self) -> str:
        """Write it down, so that a list goes on from here wherever the task is by then."""
        done = ""
        if self.completed_at is not None:
            done = str((self.completed_at - _EPOCH) // timedelta(microseconds=1))
        return f"{done}.{self.deadline}.{self.priority}.{self.seq}"


class ListOrder:
    """The order of lists of open, of done or of all tasks, in a zone.

    Open tasks come first: by due (a whole day counts as its last second, no due as never), then
    the more urgent, then the older. Done ones follow, the latest completed first.
    """

    def __init__(self, status: StatusFilter, zone: tzinfo, now: datetime) -> None:
        self._status = status
        self._deadline = _deadline(zone, now.year)

    def sort(self, query: Select[Any]) -> Select[Any]:
        """Sort a query for tasks of the order's status."""
        if self._status == "all":
            query = query.order_by(IS_DONE)
        if self._status != "open":
            query = query.order_by(tasks.c.completed_at.desc())
        return query.order_by(self._deadline, tasks.c.priority.desc(), tasks.c.seq)

    @property
    def deadline(self) -> ColumnElement[int]:
        """What rows must have besides a task's columns for their `position` to be known."""
        return self._deadline.label("deadline")

    def position(self, row: Row[Any]) -> Position:
        """Where the task of a row stands."""
        return Position(row.completed_at, row.deadline, row.priority, row.seq)

    def after(self, position: Position) -> Condition:
        """The condition of standing after a position."""
        later = tuple_(self._deadline, -tasks.c.priority, tasks.c.seq) > tuple_(
            literal(position.deadline, _BIGINT),
            literal(-position.priority, _BIGINT),
            literal(position.seq, _BIGINT),
        )
        if self._status == "open":
            return later  # also where the task was completed since it was listed
        completed_at = position.completed_at
        if completed_at is None:
            return or_(IS_DONE, later)
        # Completed before, or at the same time and standing later; an index knows the first half.
        return and_(
            tasks.c.completed_at <= completed_at,
            or_(tasks.c.completed_at < completed_at, later),
        )


def matching(criteria: TaskFilter, zone: tzinfo, now: datetime) -> list[Condition]:
    """The conditions of a filter, seen from ``zone`` at ``now``."""
    conditions: list[Condition] = []
    if criteria.status != "all":
        conditions.append(IS_OPEN if criteria.status == "open" else IS_DONE)
    if criteria.query is not None:
        conditions += (
            tasks.c.search.contains(word, autoescape=True) for word in fold(criteria.query).split()
        )
    if criteria.due_from is not None:
        conditions.append(not_(_is_due_before(criteria.due_from, zone)))
    if criteria.due_to is not None:
        conditions.append(_is_due_by(criteria.due_to, zone))
    if criteria.no_due:
        conditions.append(tasks.c.due_at.is_(None))
    if criteria.overdue:
        conditions.append(is_overdue(zone, now))
    if criteria.priority is not None:
        conditions.append(tasks.c.priority == PRIORITIES.index(criteria.priority))
    if criteria.tag is not None:
        conditions.append(
            type_coerce(tasks.c.tags, Text).contains(f" {criteria.tag} ", autoescape=True)
        )
    return conditions


def counts(zone: tzinfo, now: datetime) -> list[ColumnElement[int]]:
    """What a summary counts, each labelled with the name of its field."""
    today = now.astimezone(zone).date()
    monday, sunday = week_of(today)
    conditions = {
        "open": IS_OPEN,
        "done": IS_DONE,
        "overdue": is_overdue(zone, now),
        "due_today": and_(IS_OPEN, _is_due_within(today, today, zone)),
        "due_this_week": and_(IS_OPEN, _is_due_within(monday, sunday, zone)),
        "completed_this_week": tasks.c.completed_at >= start_of_day(monday, zone),
        "high_priority": and_(IS_OPEN, tasks.c.priority == PRIORITIES.index("high")),
    }
    return [func.count().filter(condition).label(name) for name, condition in conditions.items()]


def week_counts(monday: date, zone: tzinfo) -> list[ColumnElement[int]]:
    """What a `Week` counts: the week before, then for each day what was done, added, and is due."""
    before = _between(tasks.c.completed_at, monday - timedelta(weeks=1), monday, zone)
    conditions = [before]
    for day in days_of(monday):
        next_day = day + timedelta(days=1)
        conditions += [
            _between(tasks.c.completed_at, day, next_day, zone),
            _between(tasks.c.created_at, day, next_day, zone),
            and_(IS_OPEN, _is_due_within(day, day, zone)),
        ]
    # The same functions once more would have the same names.
    return [
        func.count().filter(condition).label(f"count_{place}")
        for place, condition in enumerate(conditions)
    ]


def _between(column: ColumnElement[datetime], first: date, end: date, zone: tzinfo) -> Condition:
    """From the first instant of a day to the one before ``end``."""
    return and_(column >= start_of_day(first, zone), column < start_of_day(end, zone))


def is_overdue(zone: tzinfo, now: datetime) -> Condition:
    """The condition of being open although the day or the moment is past."""
    today = _midnight(now.astimezone(zone).date())
    return and_(IS_OPEN, _is_due_at_most(today - 1, math.ceil(now.timestamp()) - 1))


def _is_due_within(first: date, last: date, zone: tzinfo) -> Condition:
    return and_(not_(_is_due_before(first, zone)), _is_due_by(last, zone))


def _is_due_before(day: date, zone: tzinfo) -> Condition:
    return _is_due_at_most(_midnight(day) - 1, int(start_of_day(day, zone).timestamp()) - 1)


def _is_due_by(day: date, zone: tzinfo) -> Condition:
    return _is_due_at_most(_midnight(day), int(end_of_day(day, zone).timestamp()))


def _is_due_at_most(midnight: int, moment: int) -> Condition:
    """Compare whole days with ``midnight`` and moments with ``moment``; no due is neither."""
    bound = case(
        (tasks.c.due_whole_day, literal(midnight, _BIGINT)),
        else_=literal(moment, _BIGINT),
    )
    return tasks.c.due_at <= bound


@lru_cache(maxsize=1024)
def _deadline(zone: tzinfo, year: int) -> ColumnElement[int]:
    """The last second of a task's day or its moment, in Unix seconds."""
    next_midnight = tasks.c.due_at + (_LAST_SECOND + 1)
    *earlier, (_, latest) = midnight_offsets(zone, year)
    offset: ColumnElement[int] = literal(latest, _BIGINT)
    if earlier:
        offset = case(
            *(
                (next_midnight < _midnight(until), literal(offset, _BIGINT))
                for until, offset in earlier
            ),
            else_=offset,
        )
    return case(
        (tasks.c.due_at.is_(None), literal(_NEVER, _BIGINT)),
        (tasks.c.due_whole_day, tasks.c.due_at + _LAST_SECOND - offset),
        else_=tasks.c.due_at,
    )


def _midnight(day: date) -> int:
    """The midnight that begins a day, read as UTC, in Unix seconds."""
    return int(datetime.combine(day, time.min, UTC).timestamp())
