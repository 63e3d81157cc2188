"""The words for tasks: badges, lines of plain text, counts, times to choose from; in English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from functools import cache

from chatkit_server.tasks.groups import group_of
from chatkit_server.tasks.model import Priority, Task
from widgets.labels import count_label, day_label, due_label, quote, shorten, time_label
from widgets.tasks import Badge, Choice, Tone

MAX_LINES = 5
"""Titles in a question or a notice before "and N more"."""

MAX_TAGS = 3
"""Tags of a task that are shown before "+N"."""

_PRIORITIES: Mapping[Priority, tuple[str, Tone]] = {
    "high": ("High", "danger"),
    "medium": ("Medium", "warning"),
    "low": ("Low", "secondary"),
}


def badges_of(
    task: Task, now: datetime, *, compact: bool = False, grouped: bool = False
) -> tuple[Badge, ...]:
    """What to know of a task at a glance; once it is done, when that was instead of the plan.

    Args:
        task: The task.
        now: Aware, in the user's zone.
        compact: For a row of a list, which on a phone has room for two short words.
        grouped: Below the name of its group, which says whether it is late or due today.
    """
    badges: list[Badge] = []
    if task.status == "done":
        badges.append(Badge(label=f"Done {_finished(task, now)}".rstrip(), tone="success"))
    else:
        due = _due_badge(task, now, grouped=grouped)
        if due is not None:
            badges.append(due)
        if task.priority in _PRIORITIES:
            word, tone = _PRIORITIES[task.priority]
            badges.append(Badge(label=word if compact else f"{word} priority", tone=tone))
    badges += [Badge(label=f"#{tag}", outline=True) for tag in task.tags[:MAX_TAGS]]
    if len(task.tags) > MAX_TAGS:
        badges.append(Badge(label=f"+{len(task.tags) - MAX_TAGS}", outline=True))
    return tuple(badges)


def _due_badge(task: Task, now: datetime, *, grouped: bool) -> Badge | None:
    if task.due is None:
        return None
    label = due_label(task.due, now)
    if task.is_overdue(now):
        return Badge(label=label if grouped else f"Overdue · {label}", tone="danger")
    tone: Tone = "info" if task.is_due_today(now) else "secondary"
    if grouped and group_of(task, now) in ("today", "tomorrow"):
        if not isinstance(task.due, datetime):
            return None
        label = time_label(task.due.astimezone(now.tzinfo).time())
    return Badge(label=label, tone=tone)


def line_of(task: Task, now: datetime) -> str:
    """A task in one line: ``Buy milk — due Tomorrow 9:00 AM, high priority``."""
    facts: list[str] = []
    if task.status == "done":
        facts.append(f"done {_finished(task, now)}".rstrip())
    else:
        if task.due is not None:
            late = " (overdue)" if task.is_overdue(now) else ""
            facts.append(f"due {due_label(task.due, now, separator=' ')}{late}")
        if task.priority != "none":
            facts.append(f"{task.priority} priority")
    if task.tags:
        facts.append(" ".join(f"#{tag}" for tag in task.tags))
    return f"{task.title} — {', '.join(facts)}" if facts else task.title


def moved_text(task: Task, now: datetime) -> str:
    """What is said of a task that was given another due."""
    if task.due is None:
        return "The due date was removed."
    return f"Now due {due_label(task.due, now)}."


def name_of(tasks: Sequence[Task]) -> str:
    """What stands for tasks in a sentence: the title of one, the number of several."""
    return quote(tasks[0].title) if len(tasks) == 1 else count_label(len(tasks), "task")


def titles_of(tasks: Sequence[Task]) -> tuple[tuple[str, ...], str | None]:
    """The titles below such a sentence, and what to say of those left out; none for one task."""
    if len(tasks) == 1:
        return (), None
    hidden = len(tasks) - MAX_LINES
    lines = tuple(shorten(task.title, 120) for task in tasks[:MAX_LINES])
    return lines, f"and {hidden:,} more" if hidden > 0 else None


def heading_of(heading: str) -> str:
    """What stands above a list."""
    return shorten(heading, 120) or "Tasks"


def progress_of(*, done: int, count: int) -> str | None:
    """How far a list is done: ``1 of 3 done``; None where nothing is."""
    if not done:
        return None
    if done < count:
        return f"{done:,} of {count:,} done"
    return f"all {count:,} done" if count > 1 else "done"


def times_around(current: time | None) -> tuple[Choice, ...]:
    """Every half hour of a day, and the current time if it is none of them."""
    choices = _half_hours()
    if current is None or clock(current) in {choice.value for choice in choices}:
        return choices
    extra = Choice(value=clock(current), label=time_label(current))
    return tuple(sorted((*choices, extra), key=lambda choice: choice.value))


def clock(moment: time) -> str:
    """A time of day as forms send it: ``09:00``."""
    return moment.isoformat(timespec="minutes")


@cache
def _half_hours() -> tuple[Choice, ...]:
    moments = [time(hour, minute) for hour in range(24) for minute in (0, 30)]
    return tuple(Choice(value=clock(moment), label=time_label(moment)) for moment in moments)


def _finished(task: Task, now: datetime) -> str:
    """When a task was done: ``today``, ``Fri 20 Nov``; nothing if that is not known."""
    if task.completed_at is None:
        return ""
    day = task.completed_at.astimezone(now.tzinfo).date()
    label = day_label(day, now.date())
    return label.lower() if abs((day - now.date()).days) <= 1 else label
