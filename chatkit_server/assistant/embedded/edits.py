"""From the changes asked for to the arguments of ``update_tasks``, task by task."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from chatkit_server.assistant.embedded import dates
from chatkit_server.assistant.embedded.commands import Changes
from chatkit_server.assistant.embedded.transcript import Task
from chatkit_server.assistant.embedded.wording import due_words, full_due, quote


class DayHasPassed(Exception):
    """The new due date would be in the past."""


def due_text(due: date | datetime) -> str:
    """A due date as the tools take it."""
    if isinstance(due, datetime):
        return due.strftime("%Y-%m-%dT%H:%M")
    return due.isoformat()


def arguments_for(task: Task, changes: Changes, now: datetime) -> dict[str, Any]:
    """The arguments that make these changes to this task, without its id.

    Raises:
        DayHasPassed: The date asked for is past.
    """
    arguments: dict[str, Any] = {}
    if changes.title:
        arguments["title"] = changes.title
    if changes.clear_due:
        arguments["clear_due"] = True
    due = _new_due(task, changes, now)
    if due is not None:
        arguments["due"] = due_text(due)
    if changes.priority is not None:
        arguments["priority"] = changes.priority
    if changes.add_tags:
        arguments["add_tags"] = list(changes.add_tags)
    if changes.clear_tags and task.tags:
        arguments["remove_tags"] = list(task.tags)
    if changes.remove_tags:
        arguments["remove_tags"] = list(changes.remove_tags)
    if changes.replace_notes:
        arguments["notes"] = changes.notes
    elif changes.notes:
        arguments["notes"] = f"{task.notes}\n{changes.notes}" if task.notes else changes.notes
    return arguments


def _new_due(task: Task, changes: Changes, now: datetime) -> date | datetime | None:
    if changes.when is not None:
        due = dates.due_of(changes.when, now, keep=task.due_day)
        if due is None:
            raise DayHasPassed
        if changes.when.clock is None and isinstance(task.due, datetime):
            kept = datetime.combine(due, task.due.time())  # another day, the same time
            return (
                due if isinstance(due, datetime) or _past(kept, now.replace(tzinfo=None)) else kept
            )
        return due
    if changes.shift is None:
        return None
    local = now.replace(tzinfo=None)
    start = task.due.replace(tzinfo=None) if isinstance(task.due, datetime) else task.due
    if start is None:
        hours = changes.shift.unit in ("minute", "hour")
        start = local.replace(second=0, microsecond=0) if hours else local.date()
    elif changes.shift.unit in ("minute", "hour") and not isinstance(start, datetime):
        start = local.replace(second=0, microsecond=0)
    moved = changes.shift.apply(start)
    if changes.shift.amount > 0 and moved is not None and _past(moved, local):
        # something overdue, put off by a day, is due a day from now
        moved = changes.shift.apply(
            datetime.combine(local.date(), start.time())
            if isinstance(start, datetime)
            else local.date()
        )
    if moved is None or _past(moved, local):
        raise DayHasPassed
    return moved


def _past(due: date | datetime, local: datetime) -> bool:
    return due < local if isinstance(due, datetime) else due < local.date()


def grouped(
    tasks: Sequence[Task], changes: Changes, now: datetime
) -> list[tuple[list[Task], dict[str, Any]]]:
    """The tasks by equal arguments, so that one call serves all of a group.

    Raises:
        DayHasPassed: The date asked for is past.
    """
    groups: dict[str, tuple[list[Task], dict[str, Any]]] = {}
    for task in tasks:
        arguments = arguments_for(task, changes, now)
        groups.setdefault(json.dumps(arguments), ([], arguments))[0].append(task)
    return list(groups.values())


def describe(before: Task | None, after: Task, changes: Changes, now: datetime) -> str:
    """What has changed of one task, with what it was, so that it can be taken back.

    Source: ``undoing`` reads the "(was …)" of these sentences.
    """
    if changes.title and before is not None:
        return f"Renamed {quote(before.title)} to {quote(after.title)}."
    was_due = full_due(before.due) if before else None
    was_rated = before.priority if before else None
    facts = []
    if changes.when is not None or changes.shift is not None:
        words = due_words(after.due, now) if after.due else "no date"
        facts.append(f"due {words}{_was(was_due, full_due(after.due))}")
    if changes.clear_due:
        facts.append(f"no date{_was(was_due, full_due(None))}")
    if changes.priority is not None:
        level = "no" if after.priority == "none" else after.priority
        facts.append(f"{level} priority{_was(was_rated, after.priority)}")
    if changes.add_tags:
        facts.append("tagged " + " ".join(f"#{tag}" for tag in changes.add_tags))
    if changes.remove_tags:
        facts.append("no longer tagged " + " ".join(f"#{tag}" for tag in changes.remove_tags))
    if changes.clear_tags:
        gone = " ".join(f"#{tag}" for tag in before.tags) if before else ""
        facts.append(f"no longer tagged {gone}" if gone else "no tags")
    if changes.notes:
        facts.append("new note")
    elif changes.replace_notes:
        facts.append("no notes")
    return f"Updated {quote(after.title)}: {', '.join(facts)}."


def _was(value: str | None, now: str) -> str:
    return "" if value is None or value == now else f" (was {value})"
