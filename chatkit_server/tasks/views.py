"""What a task widget shows, as a value: which tasks, in which form, and the way back from it.

A widget in a thread is a picture of tasks at one moment. Its view says how to draw it again when
they have changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from chatkit_server.tasks.model import Task

Deed = Literal["complete", "reopen", "delete"]
"""What can be done to many tasks at once, after a question."""


@dataclass(frozen=True, slots=True)
class TaskListView:
    """Tasks in a list.

    Attributes:
        heading: A few words above it.
        task_ids: In the order shown, but for a grouped list, which is sorted.
        limit: Rows to show before "Show more".
        deleted_ids: Deleted from this list and still offered for undo. One that is among
            ``task_ids`` too keeps its place; the others share a row at the end.
        grouped: Whether it is sorted into groups by when the tasks are due.
    """

    heading: str
    task_ids: tuple[str, ...]
    limit: int = 10
    deleted_ids: tuple[str, ...] = ()
    grouped: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """That a task was given another due, to be undone: dues as they are written, "" for none."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TaskCardView:
    """One task with its notes.

    Attributes:
        moved: Offered for undo for as long as the task is due then.
    """

    task_id: str
    moved: Move | None = None


@dataclass(frozen=True, slots=True)
class EditTaskView:
    """A form for one task, and what it covers."""

    task_id: str
    back: View | None = None


@dataclass(frozen=True, slots=True)
class ConfirmView:
    """The question whether to do something to tasks, and what it covers.

    Attributes:
        limit: Tasks to name before "Show more".
    """

    deed: Deed
    task_ids: tuple[str, ...]
    back: View | None = None
    limit: int = 10


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """Tasks to which something was done, with a way back."""

    deed: Deed
    task_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SummaryView:
    """How the user is doing, in numbers."""


@dataclass(frozen=True, slots=True)
class WeekView:
    """What was done and added in the week from ``monday``."""

    monday: date


View: TypeAlias = (
    TaskListView | TaskCardView | EditTaskView | ConfirmView | OutcomeView | SummaryView | WeekView
)

_OUTCOMES = {
    "complete": "completed_tasks",
    "reopen": "reopened_tasks",
    "delete": "deleted_tasks",
}


def name_of(view: View) -> str:
    """What a view is called, in the key of its widget and towards models."""
    match view:
        case TaskListView():
            return "task_list"
        case TaskCardView():
            return "task_card"
        case EditTaskView():
            return "edit_task"
        case ConfirmView(deed=deed):
            return f"confirm_{deed}"
        case OutcomeView(deed=deed):
            return _OUTCOMES[deed]
        case SummaryView():
            return "summary"
        case WeekView():
            return "week_summary"


def task_ids_of(view: View) -> frozenset[str]:
    """The tasks whose change makes a view look different; not those of what it covers."""
    match view:
        case TaskListView(task_ids=ids, deleted_ids=deleted):
            return frozenset((*ids, *deleted))
        case TaskCardView(task_id=task_id) | EditTaskView(task_id=task_id):
            return frozenset((task_id,))
        case ConfirmView(task_ids=ids) | OutcomeView(task_ids=ids):
            return frozenset(ids)
        case SummaryView() | WeekView():
            return frozenset()


def needs_summary(view: View) -> bool:
    """Whether a picture needs the numbers: an empty list says different things by them."""
    match view:
        case SummaryView():
            return True
        case TaskListView(task_ids=ids, deleted_ids=deleted):
            return not ids and not deleted
        case _:
            return False


def follows_every_task(view: View) -> bool:
    """Whether any change of any task may make a view look different."""
    return needs_summary(view) or isinstance(view, WeekView)


def awaits(deed: Deed, task: Task) -> bool:
    """Whether something is still to be done to a task."""
    if task.deleted_at is not None:
        return False
    return deed == "delete" or (task.status == "open") is (deed == "complete")


def has_had(deed: Deed, task: Task) -> bool:
    """Whether it has been done to a task, and can be undone."""
    if deed == "delete":
        return task.deleted_at is not None
    return task.deleted_at is None and not awaits(deed, task)
