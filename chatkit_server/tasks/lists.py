"""Draw lists of tasks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import count

from chatkit_server.tasks.groups import LABELS, arrange
from chatkit_server.tasks.model import Task
from chatkit_server.tasks.scene import SHOW_DONE, SHOW_OPEN, Picture, Scene, finish, gone
from chatkit_server.tasks.views import TaskListView
from chatkit_server.tasks.wording import badges_of, heading_of, line_of, name_of, progress_of
from widgets import tasks as widgets
from widgets.labels import quote

MORE_ROWS = 20
"""Rows that "Show more" adds."""

Part = tuple[str | None, list[Task]]
"""Some rows of a list, and what they are called."""


def task_list(scene: Scene, view: TaskListView) -> Picture:
    """Draw tasks in a list, or what to say when there are none."""
    present = scene.present(view.task_ids)
    undoable = scene.deleted(view.deleted_ids)
    shows = {task.id for task in (*present, *undoable)}
    if not shows:
        emptied = view.task_ids or view.deleted_ids
        return gone(scene, many=True) if emptied else _no_tasks(scene, view.heading)

    in_place = scene.known(task_id for task_id in view.task_ids if task_id in shows)
    elsewhere = [task for task in undoable if task.id not in view.task_ids]
    parts = _parts(in_place, scene.now) if view.grouped else [(None, in_place)]
    limit = max(1, view.limit)
    shown, hidden = _first(parts, limit), max(0, len(in_place) - limit)
    groups = [
        widgets.TaskGroup(
            key=label or "tasks",
            label=_label(label, dict(parts)[label]),
            rows=tuple(_row(task, scene.now, grouped=label is not None) for task in tasks),
        )
        for label, tasks in shown
    ]
    if elsewhere:
        row = _deleted_row("deleted", elsewhere)
        last = groups.pop() if groups else widgets.TaskGroup(key="deleted", rows=())
        groups.append(last.model_copy(update={"rows": (*last.rows, row)}))

    done = sum(task.status == "done" for task in present)
    step = min(hidden, MORE_ROWS)
    builder = widgets.TaskList(
        key=scene.key,
        heading=heading_of(view.heading),
        progress=progress_of(done=done, count=len(present)),
        all_done=bool(present) and done == len(present),
        sorted=view.grouped,
        groups=tuple(groups),
        more=widgets.More(label=f"Show {step} more", limit=limit + step) if step else None,
    )
    notices = [row.text for g in groups for row in g.rows if isinstance(row, widgets.DeletedRow)]
    more = [f"… and {hidden:,} more"] if hidden else []
    return finish(builder, [view.heading, *_lines(shown, scene.now), *more, *notices])


def _parts(tasks: Sequence[Task], now: datetime) -> list[Part]:
    """The groups of a list; one alone needs no name, for the list has one."""
    groups = arrange(tasks, now)
    if len(groups) == 1:
        return [(None, found) for found in groups.values()]
    return [(LABELS[group], found) for group, found in groups.items()]


def _first(parts: Sequence[Part], limit: int) -> list[Part]:
    """The first so many tasks of a list; a part of which none is shown is left out."""
    shown: list[Part] = []
    for label, tasks in parts:
        if limit > 0:
            shown.append((label, tasks[:limit]))
        limit -= len(tasks)
    return shown


def _label(label: str | None, tasks: Sequence[Task]) -> str | None:
    """A group's name with the number of its tasks, those not shown included."""
    number = sum(task.deleted_at is None for task in tasks)
    return label and (f"{label} · {number:,}" if number else label)


def _lines(parts: Sequence[Part], now: datetime) -> list[str]:
    """The tasks for the clipboard, numbered as people count them."""
    lines: list[str] = []
    numbers = count(1)
    for label, tasks in parts:
        present = [task for task in tasks if task.deleted_at is None]
        if label and present:
            lines.append(label)
        lines += [f"{next(numbers)}. {line_of(task, now)}" for task in present]
    return lines


def _no_tasks(scene: Scene, heading: str) -> Picture:
    """Say why a list is empty as well as the numbers allow."""
    numbers = scene.summary
    button: widgets.ActionButton | None = None
    title, text = heading_of(heading), "No tasks here."
    if numbers is not None and numbers.open:
        button = SHOW_OPEN
    elif numbers is not None and numbers.done:
        title, text = "All done", "You have no open tasks left."
        done = widgets.AllDone(key=scene.key, title=title, text=text, button=SHOW_DONE)
        return finish(done, [title, text])
    elif numbers is not None:
        title = "No tasks yet"
        text = "Say what you need to do, for example: Call the dentist on Friday."
    builder = widgets.Empty(key=scene.key, title=title, text=text, button=button)
    return finish(builder, [title, text])


def _row(task: Task, now: datetime, *, grouped: bool) -> widgets.TaskRow | widgets.DeletedRow:
    if task.deleted_at is not None:
        return _deleted_row(task.id, [task])
    return widgets.TaskRow(
        id=task.id,
        title=task.title,
        quoted=quote(task.title, limit=60),
        done=task.status == "done",
        badges=badges_of(task, now, compact=True, grouped=grouped),
    )


def _deleted_row(key: str, tasks: Sequence[Task]) -> widgets.DeletedRow:
    return widgets.DeletedRow(
        key=key, text=f"Deleted {name_of(tasks)}", task_ids=tuple(task.id for task in tasks)
    )
