"""Draw single tasks, questions about tasks, and what was done to them.

The look is in :mod:`widgets`; here is what depends on the tasks and on the moment, in English.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any, Literal, NamedTuple

from chatkit_server.tasks.due import due_day, format_due
from chatkit_server.tasks.model import Task
from chatkit_server.tasks.scene import Picture, Scene, finish, gone
from chatkit_server.tasks.views import ConfirmView, Deed, OutcomeView, TaskCardView, awaits, has_had
from chatkit_server.tasks.wording import (
    badges_of,
    clock,
    line_of,
    moved_text,
    name_of,
    times_around,
    titles_of,
)
from widgets import tasks as widgets
from widgets.labels import shorten

MORE_CHOICES = 20
"""Tasks that "Show more" adds to a question."""


class _Words(NamedTuple):
    """How a deed is spoken of.

    Attributes:
        button: On the button that goes ahead.
        done: Before the name of the tasks, once it is done.
        undone: The same once it was taken back.
        undo: The action that takes it back.
    """

    button: str
    done: str
    undone: str
    undo: str
    icon: Literal["check-circle", "lucide:trash-2", "lucide:rotate-ccw"]
    tone: Literal["primary", "danger"] = "primary"


_WORDS: Mapping[Deed, _Words] = {
    "complete": _Words("Complete", "Completed", "Reopened", "tasks.reopen", "check-circle"),
    "reopen": _Words("Reopen", "Reopened", "Completed", "tasks.complete", "lucide:rotate-ccw"),
    "delete": _Words(
        "Delete", "Deleted", "Restored", "tasks.restore", "lucide:trash-2", tone="danger"
    ),
}


def task_card(scene: Scene, view: TaskCardView) -> Picture:
    """Draw one task with its notes."""
    tasks = scene.present([view.task_id])
    if not tasks:
        return _removed(scene, view.task_id)
    task = tasks[0]
    moved = view.moved
    undoable = moved is not None and moved.after == _written(scene, task)
    builder = widgets.TaskCard(
        key=scene.key,
        id=task.id,
        title=task.title,
        notes=task.notes,
        done=task.status == "done",
        badges=badges_of(task, scene.now),
        due=_midnight(scene, task),
        moved=widgets.Moved(text=moved_text(task, scene.now), due=moved.before)
        if moved is not None and undoable and task.status == "open"
        else None,
    )
    return finish(builder, [line_of(task, scene.now), task.notes])


def task_form(scene: Scene, task_id: str) -> Picture:
    """Draw the form to edit a task."""
    tasks = scene.present([task_id])
    if not tasks:
        return _removed(scene, task_id)
    task = tasks[0]
    at: time | None = None
    if isinstance(task.due, datetime):
        at = task.due.astimezone(scene.zone).time()
    fields: dict[str, Any] = {
        "title": task.title,
        "notes": task.notes,
        "due": _midnight(scene, task),
        "due_time": None if at is None else clock(at),
        "priority": task.priority,
        "tags": " ".join(task.tags),
    }
    builder = widgets.TaskForm(
        key=scene.key, id=task.id, times=times_around(at), was=fields, **fields
    )
    return finish(builder, [line_of(task, scene.now), task.notes])


def confirm(scene: Scene, view: ConfirmView) -> Picture:
    """Draw the question whether to do something to tasks; once it is done, that it is."""
    tasks = [task for task in scene.known(view.task_ids) if awaits(view.deed, task)]
    if not tasks:
        return outcome(scene, OutcomeView(view.deed, view.task_ids))
    words = _WORDS[view.deed]
    question = f"{words.button} {name_of(tasks)}?"
    several = len(tasks) > 1
    limit = max(1, view.limit)
    named = tasks[:limit] if several else []
    step = min(len(tasks) - len(named), MORE_CHOICES) if several else 0
    choices = tuple(widgets.Choice(value=task.id, label=shorten(task.title, 120)) for task in named)
    payload = {"task_ids": [task.id for task in tasks], "confirmed": True}
    builder = widgets.Confirm(
        key=scene.key,
        question=question,
        hint="Uncheck those to leave as they are." if several else None,
        choices=choices,
        more=widgets.More(label=f"Show {step} more", limit=limit + step) if step else None,
        note="You can undo this afterwards.",
        tone=words.tone,
        confirm=widgets.ActionButton(
            label=words.button,
            action=widgets.Action(type=f"tasks.{view.deed}", payload=payload),
        ),
        cancel=widgets.ActionButton(
            label="Cancel", action=widgets.Action(type="tasks.list", payload={"back": True})
        ),
    )
    hidden = len(tasks) - len(named) if several else 0
    more = f"and {hidden:,} more" if hidden else None
    return finish(builder, [question, *(f"• {choice.label}" for choice in choices), more])


def outcome(scene: Scene, view: OutcomeView) -> Picture:
    """Draw what was done to tasks, with a way back; or that it was taken back."""
    known = scene.known(view.task_ids)
    had = [task for task in known if has_had(view.deed, task)]
    undone = [task for task in scene.present(view.task_ids) if awaits(view.deed, task)]
    if not had and not undone:
        return gone(scene, many=len(view.task_ids) > 1)
    words = _WORDS[view.deed]
    tasks, verb = (had, words.done) if had else (undone, words.undone)
    text = f"{verb} {name_of(tasks)}"
    lines, more = titles_of(tasks)
    undo = widgets.Action(type=words.undo, payload={"task_ids": [task.id for task in had]})
    builder = widgets.Outcome(
        key=scene.key,
        text=text,
        icon=words.icon if had else "check-circle",
        lines=lines,
        more=more,
        undo=undo if had else None,
    )
    return finish(builder, [text, *(f"• {line}" for line in lines), more])


def _removed(scene: Scene, task_id: str) -> Picture:
    """What stands in the place of a task that was deleted: that it was, and the way back."""
    return outcome(scene, OutcomeView("delete", (task_id,)))


def _midnight(scene: Scene, task: Task) -> str | None:
    """The day of a due as pickers take it."""
    return None if task.due is None else f"{due_day(task.due, scene.zone)}T00:00:00"


def _written(scene: Scene, task: Task) -> str:
    return "" if task.due is None else format_due(task.due, scene.zone)
