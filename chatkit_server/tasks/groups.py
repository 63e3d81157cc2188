"""Tasks in groups by when they are due: what is late, what is for today, what can wait. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Literal

from chatkit_server.tasks.due import due_day, end_of_day
from chatkit_server.tasks.model import PRIORITIES, Task

Group = Literal["overdue", "today", "tomorrow", "later", "undated", "done"]

LABELS: Mapping[Group, str] = {
    "overdue": "Overdue",
    "today": "Today",
    "tomorrow": "Tomorrow",
    "later": "Later",
    "undated": "No date",
    "done": "Done",
}
"""What people call the groups, in the order in which they are shown."""

_DAY = timedelta(days=1)
_NEVER = datetime.max.replace(tzinfo=UTC)
_EVER = datetime.min.replace(tzinfo=UTC)


def group_of(task: Task, now: datetime) -> Group:
    """The group of a task; ``now`` is aware and in the user's zone."""
    if task.status == "done":
        return "done"
    if task.due is None:
        return "undated"
    if task.is_overdue(now):
        return "overdue"
    assert now.tzinfo is not None, "now must be aware, in the user's zone"
    day = due_day(task.due, now.tzinfo)
    if day == now.date():
        return "today"
    return "tomorrow" if day == now.date() + _DAY else "later"


def arrange(tasks: Iterable[Task], now: datetime) -> dict[Group, list[Task]]:
    """Sort tasks into their groups.

    Returns:
        The groups that have tasks, in the order of `LABELS`. In each, as in the lists of
        `TaskPage`: by due, a whole day after the moments of it; then the more urgent, then the
        older. Done ones: the latest completed first.
    """
    groups: dict[Group, list[Task]] = {group: [] for group in LABELS}
    for task in sorted(tasks, key=lambda task: _order(task, now)):
        groups[group_of(task, now)].append(task)
    groups["done"].sort(key=lambda task: task.completed_at or _EVER, reverse=True)
    return {group: found for group, found in groups.items() if found}


def _order(task: Task, now: datetime) -> tuple[datetime, int, str]:
    """Where a task stands; ids are made in the order of time."""
    return _deadline(task, now), -PRIORITIES.index(task.priority), task.id


def _deadline(task: Task, now: datetime) -> datetime:
    if task.due is None:
        return _NEVER
    if isinstance(task.due, datetime):
        return task.due
    assert now.tzinfo is not None, "now must be aware, in the user's zone"
    return end_of_day(task.due, now.tzinfo)
