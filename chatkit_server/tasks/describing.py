"""What a model is told that a task widget shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any

from chatkit_server.tasks.due import format_due
from chatkit_server.tasks.groups import arrange
from chatkit_server.tasks.model import Task
from chatkit_server.tasks.views import (
    ConfirmView,
    EditTaskView,
    OutcomeView,
    SummaryView,
    TaskCardView,
    TaskListView,
    View,
    WeekView,
    awaits,
    has_had,
    name_of,
)


def describe(view: View, tasks: Mapping[str, Task], now: datetime) -> dict[str, Any]:
    """What a model is told that a widget shows, with the tasks as they are now.

    Args:
        view: What is shown.
        tasks: Tasks by id, deleted ones included; those that are gone are left out.
        now: Aware, in the user's zone, in which moments are written.
    """
    description: dict[str, Any] = {"widget": name_of(view)}
    match view:
        case TaskListView(heading=heading, deleted_ids=undoable):
            description["heading"] = heading
            shown = _listed(view, tasks, now)
            deleted = [task for task in _known(undoable, tasks) if task.deleted_at is not None]
            if deleted:
                description["deleted"] = [_facts(task, now.tzinfo) for task in deleted]
        case TaskCardView(task_id=task_id) | EditTaskView(task_id=task_id):
            shown = _present((task_id,), tasks)
        case ConfirmView(deed=deed, task_ids=ids):
            shown = [task for task in _known(ids, tasks) if awaits(deed, task)]
        case OutcomeView(deed=deed, task_ids=ids):
            shown = [task for task in _known(ids, tasks) if has_had(deed, task)]
        case WeekView(monday=monday):
            description["monday"] = monday.isoformat()
            shown = []
        case SummaryView():
            shown = []
    description["tasks"] = [_facts(task, now.tzinfo) for task in shown]
    return description


def _listed(view: TaskListView, tasks: Mapping[str, Task], now: datetime) -> list[Task]:
    """The tasks of a list in the order in which people see them, who say "the second one"."""
    present = _present(view.task_ids, tasks)
    if not view.grouped:
        return present
    return [task for group in arrange(present, now).values() for task in group]


def _present(task_ids: Iterable[str], tasks: Mapping[str, Task]) -> list[Task]:
    return [task for task in _known(task_ids, tasks) if task.deleted_at is None]


def _known(task_ids: Iterable[str], tasks: Mapping[str, Task]) -> list[Task]:
    return [tasks[task_id] for task_id in dict.fromkeys(task_ids) if task_id in tasks]


def _facts(task: Task, zone: tzinfo | None) -> dict[str, Any]:
    assert zone is not None, "now must be aware, in the user's zone"
    return {
        "id": task.id,
        "title": task.title,
        "status": task.status,
        "due": None if task.due is None else format_due(task.due, zone),
        "priority": task.priority,
    }
