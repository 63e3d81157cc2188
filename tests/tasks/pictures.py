"""Tasks to draw, and what to find in the pictures."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from chatkit_server.tasks.drawing import render
from chatkit_server.tasks.model import Summary, Task
from chatkit_server.tasks.views import TaskListView, View

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 21, 5, 42, tzinfo=BERLIN)
"""A Saturday."""

MILK = Task(
    "tsk_milk",
    "Buy milk",
    notes="Oat,\ntwo litres",
    due=datetime(2026, 11, 22, 8, tzinfo=UTC),
    priority="high",
    tags=("errands", "home", "shop", "weekly"),
)
DENTIST = Task("tsk_dentist", "Call the dentist", due=date(2026, 11, 27), priority="medium")
PASSPORT = Task("tsk_passport", "Renew passport", due=date(2026, 11, 20), priority="low")
PLAIN = Task("tsk_plain", "Plain")
DONE = Task(
    "tsk_done",
    "Send report",
    status="done",
    due=date(2026, 11, 1),
    priority="high",
    completed_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
)
DELETED = Task("tsk_deleted", "Old idea", deleted_at=NOW)
TASKS = {task.id: task for task in (MILK, DENTIST, PASSPORT, PLAIN, DONE, DELETED)}

LIST = TaskListView("This week", ("tsk_milk", "tsk_dentist", "tsk_passport", "tsk_done"))
SUMMARY = Summary(open=4, done=1, overdue=1, due_today=0, due_this_week=1, completed_this_week=1)


def draw(view: View, tasks: Mapping[str, Task] = TASKS, **more: Any) -> tuple[Any, str]:
    """The widget of a view as it goes over the wire, and its text."""
    given = {"now": NOW, "summary": SUMMARY, **more}
    picture = render(view, tasks, **given)
    return picture.widget.model_dump(mode="json", exclude_none=True), picture.copy_text


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    """The components and actions of a widget, from the top."""
    if isinstance(node, dict):
        if "type" in node:
            yield node
        for child in node.values():
            yield from nodes(child)
    elif isinstance(node, list):
        for child in node:
            yield from nodes(child)


def of(root: Any, kind: str, prop: str) -> list[Any]:
    """A prop of all components of a kind that have it."""
    return [node[prop] for node in nodes(root) if node["type"] == kind and prop in node]


def actions(root: Any) -> list[tuple[str, Any]]:
    """What the controls of a widget send."""
    return [
        (node["type"], node["payload"]) for node in nodes(root) if node["type"].startswith("tasks.")
    ]
