"""What a task widget shows, as a value: which tasks, in which form, and the way back from it.

A widget in a thread is a picture of tasks at one moment. Its view says how to draw it again when
they have changed; the view travels in the ``key`` of the widget's root, so that a stored widget is
all one needs. Everything here is pure: the tasks are handed in, and ``now`` is in the user's zone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, tzinfo
from typing import Any, TypeAlias

from chatkit_server.tasks import pictures
from chatkit_server.tasks.due import format_due
from chatkit_server.tasks.model import Summary, Task
from chatkit_server.tasks.pictures import Picture, Scene

__all__ = [
    "ConfirmDeleteView",
    "DeletedView",
    "EditTaskView",
    "Picture",
    "SummaryView",
    "TaskCardView",
    "TaskListView",
    "View",
    "describe",
    "needs_summary",
    "read",
    "render",
    "task_ids_of",
]

_MAX_DEPTH = 4
"""Views behind views: a form or a question over a list is two."""


@dataclass(frozen=True, slots=True)
class TaskListView:
    """Tasks in a list.

    Attributes:
        heading: A few words above it.
        task_ids: In the order shown.
        limit: Rows to show before "Show more".
        deleted_ids: Deleted from this list and still offered for undo. One that is among
            ``task_ids`` too keeps its place; the others share a row at the end.
    """

    heading: str
    task_ids: tuple[str, ...]
    limit: int = 10
    deleted_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskCardView:
    """One task with its notes."""

    task_id: str


@dataclass(frozen=True, slots=True)
class EditTaskView:
    """A form for one task, and what it covers."""

    task_id: str
    back: View | None = None


@dataclass(frozen=True, slots=True)
class ConfirmDeleteView:
    """The question whether to delete tasks, and what it covers."""

    task_ids: tuple[str, ...]
    back: View | None = None


@dataclass(frozen=True, slots=True)
class DeletedView:
    """Tasks that were deleted, with a way to bring them back."""

    task_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SummaryView:
    """How the user is doing, in numbers."""


View: TypeAlias = (
    TaskListView | TaskCardView | EditTaskView | ConfirmDeleteView | DeletedView | SummaryView
)

_NAMES: Mapping[type[View], str] = {
    TaskListView: "task_list",
    TaskCardView: "task_card",
    EditTaskView: "edit_task",
    ConfirmDeleteView: "confirm_delete",
    DeletedView: "deleted_tasks",
    SummaryView: "summary",
}


def render(
    view: View, tasks: Mapping[str, Task], *, now: datetime, summary: Summary | None = None
) -> Picture:
    """Draw a view.

    Args:
        view: What to show.
        tasks: Tasks by id, deleted ones included. An id that is missing here is gone for good.
        now: Aware, in the user's zone.
        summary: Needed where :func:`needs_summary` says so.

    Raises:
        ValueError: A summary is to be shown but was not given.
    """
    scene = Scene(key=_encode(view), tasks=tasks, now=now, summary=summary)
    match view:
        case TaskListView():
            return pictures.task_list(
                scene, view.heading, view.task_ids, view.limit, view.deleted_ids
            )
        case TaskCardView():
            return pictures.task_card(scene, view.task_id)
        case EditTaskView():
            return pictures.task_form(scene, view.task_id)
        case ConfirmDeleteView():
            return pictures.confirm_delete(scene, view.task_ids)
        case DeletedView():
            return pictures.deleted_tasks(scene, view.task_ids)
        case SummaryView():
            return pictures.summary(scene)


def read(widget: object) -> View | None:
    """The view that a widget shows; None for a widget that is not of ours.

    Args:
        widget: The root, as it was built or as it came back from a store.
    """
    key = getattr(widget, "key", None)
    if not isinstance(key, str):
        return None
    try:
        return _decode(json.loads(key))
    except (ValueError, RecursionError):  # not JSON, or JSON made to hurt: no key of ours
        return None


def task_ids_of(view: View) -> frozenset[str]:
    """The tasks whose change makes a view look different; not those of what it covers."""
    match view:
        case TaskListView(task_ids=ids, deleted_ids=deleted):
            return frozenset((*ids, *deleted))
        case TaskCardView(task_id=task_id) | EditTaskView(task_id=task_id):
            return frozenset((task_id,))
        case ConfirmDeleteView(task_ids=ids) | DeletedView(task_ids=ids):
            return frozenset(ids)
        case SummaryView():
            return frozenset()


def needs_summary(view: View) -> bool:
    """Whether to give :func:`render` the numbers: an empty list says different things by them."""
    match view:
        case SummaryView():
            return True
        case TaskListView(task_ids=ids, deleted_ids=deleted):
            return not ids and not deleted
        case _:
            return False


def describe(view: View, tasks: Mapping[str, Task], zone: tzinfo = UTC) -> dict[str, Any]:
    """What a model is told that a widget shows, with the tasks as they are now.

    Args:
        view: What is shown.
        tasks: As for :func:`render`; those that are gone are left out.
        zone: The user's, in which moments are written.
    """
    description: dict[str, Any] = {"widget": _NAMES[type(view)]}
    shown: Iterable[str]
    match view:
        case TaskListView(heading=heading, task_ids=shown, deleted_ids=undoable):
            description["heading"] = heading
            deleted = [task for task in _known(undoable, tasks) if task.deleted_at is not None]
            if deleted:
                description["deleted"] = [_facts(task, zone) for task in deleted]
        case TaskCardView(task_id=task_id) | EditTaskView(task_id=task_id):
            shown = (task_id,)
        case ConfirmDeleteView(task_ids=shown) | DeletedView(task_ids=shown):
            pass
        case SummaryView():
            shown = ()
    wants_deleted = isinstance(view, DeletedView)
    description["tasks"] = [
        _facts(task, zone)
        for task in _known(shown, tasks)
        if (task.deleted_at is not None) is wants_deleted
    ]
    return description


def _known(task_ids: Iterable[str], tasks: Mapping[str, Task]) -> list[Task]:
    return [tasks[task_id] for task_id in dict.fromkeys(task_ids) if task_id in tasks]


def _facts(task: Task, zone: tzinfo) -> dict[str, Any]:
    return {
        "id": task.id,
        "title": task.title,
        "status": task.status,
        "due": None if task.due is None else format_due(task.due, zone),
        "priority": task.priority,
    }


def _encode(view: View) -> str:
    return json.dumps(_to_json(view), ensure_ascii=False, separators=(",", ":"))


def _to_json(view: View) -> dict[str, Any]:
    values = {field.name: getattr(view, field.name) for field in fields(view)}
    if values.get("back") is not None:
        values["back"] = _to_json(values["back"])
    return {"view": _NAMES[type(view)], **values}


def _decode(data: object, depth: int = 0) -> View | None:
    """The view in a key's JSON, or None if any part of it is not as :func:`_to_json` writes it."""
    if depth == _MAX_DEPTH:
        return None
    match data:
        case {
            "view": "task_list",
            "heading": str(heading),
            "task_ids": list(ids),
            "limit": int(limit),
            "deleted_ids": list(deleted),
        } if _are_ids(ids) and _are_ids(deleted):
            return TaskListView(heading, tuple(ids), limit, tuple(deleted))
        case {"view": "task_card", "task_id": str(task_id)}:
            return TaskCardView(task_id)
        case {"view": "edit_task", "task_id": str(task_id), "back": back}:
            behind = _decode(back, depth + 1)
            return None if behind is None and back is not None else EditTaskView(task_id, behind)
        case {"view": "confirm_delete", "task_ids": list(ids), "back": back} if _are_ids(ids):
            behind = _decode(back, depth + 1)
            if behind is None and back is not None:
                return None
            return ConfirmDeleteView(tuple(ids), behind)
        case {"view": "deleted_tasks", "task_ids": list(ids)} if _are_ids(ids):
            return DeletedView(tuple(ids))
        case {"view": "summary"}:
            return SummaryView()
        case _:
            return None


def _are_ids(values: list[object]) -> bool:
    return all(isinstance(value, str) for value in values)
