"""What a date phrase means, before it is tied to a task."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

Relation = Literal["on", "by", "before", "after"]
Part = Literal["morning", "afternoon", "evening", "night", "end"]
Unit = Literal["minute", "hour", "day", "week", "month", "year"]

PART_HOURS: dict[Part, int] = {"morning": 9, "afternoon": 15, "evening": 18, "night": 20, "end": 23}


@dataclass(frozen=True, slots=True)
class Day:
    """The days a phrase names, in the user's calendar.

    Attributes:
        first: The first day, as a question means it ("this week": Monday).
        last: The last day.
        due: The one a task gets ("next week": Monday, "this month": its last day).
        certain: The phrase can hardly be part of a title.
        repeats: It was "every …".
    """

    first: date
    last: date
    due: date
    certain: bool = True
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day.

    Attributes:
        hour: 0-23.
        minute: 0-59.
        exact: Nothing is left to guess; else ``hour`` may as well be the other half of the day.
        part: It was only a part of the day ("morning"); "end" stands for all of it.
        day_after: It is midnight at the end of the day.
    """

    hour: int
    minute: int = 0
    exact: bool = True
    part: Part | None = None
    day_after: bool = False

    @property
    def time(self) -> time:
        """The time as it stands."""
        return time(self.hour, self.minute)


@dataclass(frozen=True, slots=True)
class Shift:
    """A length of calendar time; negative for earlier."""

    amount: float
    unit: Unit

    def apply(self, start: date | datetime) -> date | datetime | None:
        """Move a day or a moment, or None if it leaves the calendar.

        A whole day moved by minutes or hours stays a whole day; moments are moved on the wall
        clock, which is what "an hour later" means for an appointment.
        """
        try:
            if self.unit in ("minute", "hour"):
                if not isinstance(start, datetime):
                    return start
                minutes = self.amount * (60 if self.unit == "hour" else 1)
                return start + timedelta(minutes=round(minutes))
            if self.amount != int(self.amount):
                days = {"day": 1.0, "week": 7.0, "month": 30.4, "year": 365.25}[self.unit]
                return start + timedelta(days=round(self.amount * days))
            whole = int(self.amount)
            if self.unit == "day":
                return start + timedelta(days=whole)
            if self.unit == "week":
                return start + timedelta(weeks=whole)
            if self.unit == "month":
                return start + relativedelta(months=whole)
            return start + relativedelta(years=whole)
        except (OverflowError, ValueError):
            return None


@dataclass(frozen=True, slots=True)
class When:
    """A day, a time of day or both, or one moment."""

    day: Day | None = None
    clock: Clock | None = None
    moment: datetime | None = None
    relation: Relation = "on"

    @property
    def repeats(self) -> bool:
        """Whether the phrase asked for a repetition."""
        return self.day is not None and self.day.repeats
