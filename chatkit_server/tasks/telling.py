"""What a model and the tools tell each other of tasks: arguments in, JSON text out."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from agents import ModelBehaviorError, RunContextWrapper
from pydantic import BaseModel, Field

from chatkit_server.context import RequestContext
from chatkit_server.errors import InvalidRequest, ServerError
from chatkit_server.tasks.due import format_due, parse_due
from chatkit_server.tasks.model import (
    UNSET,
    NewTask,
    Priority,
    StatusFilter,
    Task,
    TaskChanges,
    TaskFilter,
)
from chatkit_server.tasks.week import Week
from stores.errors import StoreUnavailable

logger = logging.getLogger(__name__)

DueText = Annotated[
    str, Field(description="A day, YYYY-MM-DD, or a moment in the user's zone, YYYY-MM-DDTHH:MM")
]
Day = Annotated[str, Field(description="A day, YYYY-MM-DD")]


class TaskInput(BaseModel):
    """A task to add, as a model gives it."""

    title: str
    notes: str | None = None
    due: DueText | None = None
    priority: Priority | None = None
    tags: list[str] | None = None

    def new_task(self, context: RequestContext) -> NewTask:
        """The task it describes.

        Raises:
            InvalidRequest: A field breaks a rule of tasks.
        """
        return NewTask(
            title=self.title,
            notes=self.notes or "",
            due=parse_due(self.due, context.zone) if self.due else None,
            priority=self.priority or "none",
            tags=tuple(self.tags or ()),
        )


def task_facts(task: Task, context: RequestContext) -> dict[str, Any]:
    """A task as a model sees it."""
    return {
        "id": task.id,
        "title": task.title,
        "status": task.status,
        "priority": task.priority,
        "due": None if task.due is None else format_due(task.due, context.zone),
        "tags": list(task.tags),
        "notes": task.notes,
    }


def explain_failure(wrapper: RunContextWrapper[Any], error: Exception) -> str:
    """What the model is told when a tool fails; only our own messages are passed on.

    It is not told that nothing was changed: a tool may fail after it did its work.
    """
    match error:
        case ServerError():
            message = error.message
        case ModelBehaviorError():
            message = "The arguments do not fit the tool's schema."
        case StoreUnavailable():
            message = "The storage does not answer."
        case _:
            logger.error("a tool failed", exc_info=error)
            message = "The tool failed."
    return json.dumps({"error": message})


def task_filter(
    query: str | None,
    status: StatusFilter,
    due_from: str | None,
    due_to: str | None,
    overdue: bool,
    no_due: bool,
    priority: Priority | None,
    tag: str | None,
) -> TaskFilter:
    """The filter of a tool's arguments; empty text counts as left out.

    Raises:
        InvalidRequest: A value breaks its rule.
    """
    return TaskFilter(
        status=status,
        query=query or None,
        due_from=_day(due_from),
        due_to=_day(due_to),
        overdue=overdue,
        no_due=no_due,
        priority=priority,
        tag=tag or None,
    )


def task_changes(
    context: RequestContext,
    task_ids: Sequence[str],
    *,
    title: str | None,
    notes: str | None,
    due: str | None,
    clear_due: bool,
    priority: Priority | None,
    add_tags: Sequence[str] | None,
    remove_tags: Sequence[str] | None,
) -> TaskChanges:
    """The changes of a tool's arguments; what is None stays as it is.

    Raises:
        InvalidRequest: A value breaks its rule, or several tasks would get one title.
    """
    if title is not None and len(task_ids) > 1:
        raise InvalidRequest("A title can only be given to one task at a time.")
    new_due = parse_due(due, context.zone) if due else UNSET
    return TaskChanges(
        title=UNSET if title is None else title,
        notes=UNSET if notes is None else notes,
        due=None if clear_due else new_due,
        priority=UNSET if priority is None else priority,
        add_tags=tuple(add_tags or ()),
        remove_tags=tuple(remove_tags or ()),
    )


def week_facts(week: Week) -> dict[str, Any]:
    """A week as a model sees it."""
    return {
        "monday": week.days[0].day.isoformat(),
        "done": week.done,
        "done_in_the_week_before": week.done_before,
        "added": week.added,
        "due_and_open": week.due,
        "days": [
            {"day": day.day.isoformat(), "done": day.done, "added": day.added, "due": day.due}
            for day in week.days
        ],
    }


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise InvalidRequest("Days are written YYYY-MM-DD.") from None


def tool_result(
    context: RequestContext,
    tasks: Sequence[Task],
    *,
    asked: Sequence[str] | None = None,
    has_more: bool | None = None,
    status: Literal["deleted", "needs_confirmation"] | None = None,
) -> str:
    """What a tool answers.

    Args:
        context: Whose zone the dues are written in.
        tasks: What it found or changed.
        asked: The ids it was given; those without a task come back as ``missing``.
        has_more: Whether there are more than ``tasks``.
        status: What came of a deletion.
    """
    facts: dict[str, Any] = {
        "tasks": [task_facts(task, context) for task in tasks],
    }
    if status is not None:
        facts["status"] = status
    if asked is not None:
        found = {task.id for task in tasks}
        facts["missing"] = [task_id for task_id in asked if task_id not in found]
    if has_more is not None:
        facts["has_more"] = has_more
    return json.dumps(facts, ensure_ascii=False)
