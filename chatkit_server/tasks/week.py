"""A week in numbers: what was done and added on each of its days. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from chatkit_server.tasks.due import week_of


@dataclass(frozen=True, slots=True)
class DayCount:
    """One day of a week, in the user's zone.

    Attributes:
        done: Tasks completed on it.
        added: Tasks added on it.
        due: Tasks due on it that are open now.
    """

    day: date
    done: int = 0
    added: int = 0
    due: int = 0


@dataclass(frozen=True, slots=True)
class Week:
    """A week from Monday to Sunday; deleted tasks count nowhere.

    Attributes:
        days: Its seven days.
        done_before: Tasks completed in the week before.
    """

    days: tuple[DayCount, ...]
    done_before: int = 0

    @property
    def done(self) -> int:
        """Tasks completed in it."""
        return sum(day.done for day in self.days)

    @property
    def added(self) -> int:
        """Tasks added in it."""
        return sum(day.added for day in self.days)

    @property
    def due(self) -> int:
        """Tasks due in it that are open now."""
        return sum(day.due for day in self.days)

    @property
    def best(self) -> DayCount | None:
        """The day on which the most was done; None if no day stands out."""
        first, second = sorted(self.days, key=lambda day: day.done, reverse=True)[:2]
        return first if first.done > max(1, second.done) else None


def days_of(monday: date) -> tuple[date, ...]:
    """The days of the week that begins on ``monday``."""
    return tuple(monday + timedelta(days=number) for number in range(7))


def monday_of(today: date, weeks_ago: int) -> date:
    """The Monday of a week that is so many weeks back; 0 is the present one."""
    return week_of(today)[0] - timedelta(weeks=weeks_ago)
