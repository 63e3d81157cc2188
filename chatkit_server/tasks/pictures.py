"""Draw tasks: choose the widget and the words for what is to be shown.

The look is in :mod:`widgets`; here is what depends on the tasks and on the moment, in English.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from chatkit.widgets import DynamicWidgetRoot

from chatkit_server.tasks.model import Summary, Task
from chatkit_server.tasks.wording import (
    badges_of,
    clock,
    heading_of,
    line_of,
    name_of,
    times_around,
    titles_of,
)
from widgets import tasks as widgets
from widgets.builder import Builder
from widgets.labels import count_label, quote

MORE_ROWS = 20
"""Rows that "Show more" adds."""

_SHOW_OPEN = widgets.ActionButton(
    label="Show open tasks",
    action=widgets.Action(type="tasks.list", payload={"status": "open"}),
)
_SHOW_DONE = widgets.ActionButton(
    label="Show finished tasks",
    action=widgets.Action(type="tasks.list", payload={"status": "done"}),
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A widget, and what Copy puts on the clipboard in its place."""

    widget: DynamicWidgetRoot
    copy_text: str


@dataclass(frozen=True, slots=True)
class Scene:
    """What every picture is drawn from.

    Attributes:
        key: Of the widget's root.
        tasks: By id, deleted ones included.
        now: Aware, in the user's zone.
    """

    key: str
    tasks: Mapping[str, Task]
    now: datetime
    summary: Summary | None

    def present(self, task_ids: Iterable[str]) -> list[Task]:
        """Those of the tasks that exist, in the order given, each once."""
        return [task for task in self._known(task_ids) if task.deleted_at is None]

    def deleted(self, task_ids: Iterable[str]) -> list[Task]:
        """Those that are deleted and can be brought back."""
        return [task for task in self._known(task_ids) if task.deleted_at is not None]

    def _known(self, task_ids: Iterable[str]) -> list[Task]:
        return [self.tasks[i] for i in dict.fromkeys(task_ids) if i in self.tasks]


def task_list(
    scene: Scene, heading: str, task_ids: Sequence[str], limit: int, deleted_ids: Sequence[str]
) -> Picture:
    """Draw tasks in a list, or what to say when there are none."""
    present = scene.present(task_ids)
    undoable = scene.deleted(deleted_ids)
    shows = {task.id for task in (*present, *undoable)}
    in_place = [task_id for task_id in dict.fromkeys(task_ids) if task_id in shows]
    elsewhere = [task for task in undoable if task.id not in task_ids]
    if not shows:
        return _gone(scene, many=True) if task_ids or deleted_ids else _no_tasks(scene, heading)

    done = sum(task.status == "done" for task in present)
    shown, hidden = in_place[: max(1, limit)], in_place[max(1, limit) :]
    rows = [_row(scene.tasks[task_id], scene.now) for task_id in shown]
    if elsewhere:
        rows.append(_deleted_row("deleted", elsewhere))
    step = min(len(hidden), MORE_ROWS)
    builder = widgets.TaskList(
        key=scene.key,
        heading=heading_of(heading, done=done, count=len(present)),
        all_done=bool(present) and done == len(present),
        rows=tuple(rows),
        more=widgets.More(label=f"Show {step} more", limit=len(shown) + step) if step else None,
    )
    lines = [line_of(task, scene.now) for task in scene.present(shown)]
    numbered = [f"{number}. {line}" for number, line in enumerate(lines, start=1)]
    rest = [f"… and {len(hidden):,} more"] if hidden else []
    notices = [row.text for row in rows if isinstance(row, widgets.DeletedRow)]
    return _picture(builder, [heading, *numbered, *rest, *notices])


def task_card(scene: Scene, task_id: str) -> Picture:
    """Draw one task with its notes."""
    tasks = scene.present([task_id])
    if not tasks:
        return _gone(scene)
    task = tasks[0]
    builder = widgets.TaskCard(
        key=scene.key,
        id=task.id,
        title=task.title,
        notes=task.notes,
        done=task.status == "done",
        badges=badges_of(task, scene.now),
    )
    return _picture(builder, [line_of(task, scene.now), task.notes])


def task_form(scene: Scene, task_id: str) -> Picture:
    """Draw the form to edit a task."""
    tasks = scene.present([task_id])
    if not tasks:
        return _gone(scene)
    task = tasks[0]
    due, day = task.due, None
    due_time: time | None = None
    if isinstance(due, datetime):
        local = due.astimezone(scene.now.tzinfo)
        day, due_time = local.date(), local.time()
    elif due is not None:
        day = due
    builder = widgets.TaskForm(
        key=scene.key,
        id=task.id,
        title=task.title,
        notes=task.notes,
        due=None if day is None else f"{day.isoformat()}T00:00:00",
        due_time=None if due_time is None else clock(due_time),
        times=times_around(due_time),
        priority=task.priority,
    )
    return _picture(builder, [line_of(task, scene.now), task.notes])


def confirm_delete(scene: Scene, task_ids: Sequence[str]) -> Picture:
    """Draw the question whether to delete tasks."""
    tasks = scene.present(task_ids)
    if not tasks:
        return _gone(scene, many=len(task_ids) > 1)
    question = f"Delete {name_of(tasks)}?"
    lines, more = titles_of(tasks)
    builder = widgets.Confirm(
        key=scene.key,
        question=question,
        lines=lines,
        more=more,
        note="You can undo this afterwards.",
        tone="danger",
        confirm=widgets.ActionButton(
            label="Delete",
            action=widgets.Action(
                type="tasks.delete",
                payload={"task_ids": [task.id for task in tasks], "confirmed": True},
            ),
        ),
        cancel=widgets.ActionButton(
            label="Cancel", action=widgets.Action(type="tasks.list", payload={"back": True})
        ),
    )
    return _picture(builder, [question, *(f"• {line}" for line in lines), more])


def deleted_tasks(scene: Scene, task_ids: Sequence[str]) -> Picture:
    """Draw what was deleted, with a way back; or that it is back."""
    deleted = scene.deleted(task_ids)
    restored = scene.present(task_ids)
    if not deleted and not restored:
        return _gone(scene, many=len(task_ids) > 1)
    tasks, verb = (deleted, "Deleted") if deleted else (restored, "Restored")
    text = f"{verb} {name_of(tasks)}"
    lines, more = titles_of(tasks)
    builder = widgets.Deleted(
        key=scene.key,
        text=text,
        lines=lines,
        more=more,
        task_ids=tuple(task.id for task in deleted),
    )
    return _picture(builder, [text, *(f"• {line}" for line in lines), more])


def summary(scene: Scene) -> Picture:
    """Draw how the user is doing.

    Raises:
        ValueError: The scene has no summary.
    """
    numbers = scene.summary
    if numbers is None:
        raise ValueError("a summary is drawn from numbers, and none were given")
    title, button = "No tasks yet", None
    if numbers.open:
        title, button = "Your tasks", _SHOW_OPEN
    elif numbers.done:
        title, button = "All done", _SHOW_DONE
    finished = numbers.completed_this_week
    tiles = (
        widgets.Tile(label="Open", value=numbers.open),
        widgets.Tile(
            label="Overdue", value=numbers.overdue, tone="danger" if numbers.overdue else "plain"
        ),
        widgets.Tile(label="Due today", value=numbers.due_today),
        widgets.Tile(label="Due this week", value=numbers.due_this_week),
    )
    builder = widgets.Summary(
        key=scene.key,
        title=title,
        tiles=tiles,
        achievement=f"{count_label(finished, 'task')} done this week" if finished else None,
        button=button,
    )
    lines = [f"{tile.label}: {tile.value:,}" for tile in tiles]
    return _picture(builder, [title, *lines, f"Done this week: {finished:,}"])


def _no_tasks(scene: Scene, heading: str) -> Picture:
    """Say why a list is empty as well as the numbers allow."""
    numbers = scene.summary
    button: widgets.ActionButton | None = None
    title, text = heading_of(heading, done=0, count=0), "No tasks here."
    if numbers is not None and numbers.open:
        button = _SHOW_OPEN
    elif numbers is not None and numbers.done:
        title, text = "All done", "You have no open tasks left."
        done = widgets.AllDone(key=scene.key, title=title, text=text, button=_SHOW_DONE)
        return _picture(done, [title, text])
    elif numbers is not None:
        title = "No tasks yet"
        text = "Say what you need to do, for example: Call the dentist on Friday."
    builder = widgets.Empty(key=scene.key, title=title, text=text, button=button)
    return _picture(builder, [title, text])


def _gone(scene: Scene, *, many: bool = False) -> Picture:
    text = "These tasks no longer exist." if many else "This task no longer exists."
    return _picture(widgets.Gone(key=scene.key, text=text, button=_SHOW_OPEN), [text])


def _picture(builder: Builder, lines: Iterable[str | None]) -> Picture:
    return Picture(builder.build(), "\n".join(line for line in lines if line))


def _row(task: Task, now: datetime) -> widgets.TaskRow | widgets.DeletedRow:
    if task.deleted_at is not None:
        return _deleted_row(task.id, [task])
    return widgets.TaskRow(
        id=task.id,
        title=task.title,
        quoted=quote(task.title, limit=60),
        done=task.status == "done",
        badges=badges_of(task, now, compact=True),
    )


def _deleted_row(key: str, tasks: Sequence[Task]) -> widgets.DeletedRow:
    return widgets.DeletedRow(
        key=key, text=f"Deleted {name_of(tasks)}", task_ids=tuple(task.id for task in tasks)
    )
