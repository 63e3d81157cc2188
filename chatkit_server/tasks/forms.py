"""What the fields of task widgets send, read as changes of a task."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from chatkit_server.errors import InvalidRequest
from chatkit_server.tasks.due import parse_due
from chatkit_server.tasks.model import UNSET, Due, Task, TaskChanges, Unset

_FIELDS = ("title", "notes", "due", "due_time", "priority", "tags")


def read_form(payload: Mapping[str, Any], zone: tzinfo) -> TaskChanges:
    """The changes that the form to edit a task asks for.

    Args:
        payload: The fields by name, and in ``was`` what they held when the form was drawn: what is
            the same was not changed by the user, and stays what it has become since.
        zone: The user's.

    Raises:
        InvalidRequest: A field makes no sense; the message is for the user.
    """
    was = payload.get("was")
    was = was if isinstance(was, dict) else {}
    for name in _FIELDS:
        if not isinstance(payload.get(name, ""), str | None):
            raise InvalidRequest(f"{name} must be text.")

    def changed(*names: str) -> bool:
        return any(name in payload for name in names) and any(
            name not in was or _plain(name, payload.get(name)) != _plain(name, was[name])
            for name in names
        )

    return TaskChanges(
        title=payload["title"] or "" if changed("title") else UNSET,
        notes=payload["notes"] or "" if changed("notes") else UNSET,
        due=_due(payload, zone) if "due" in payload and changed("due", "due_time") else UNSET,
        priority=(payload["priority"] or UNSET) if changed("priority") else UNSET,
        tags=(payload["tags"] or "").replace(",", " ").split() if changed("tags") else UNSET,
    )


def read_day(payload: Mapping[str, Any], task: Task, zone: tzinfo) -> Due | None:
    """The due that a date picker gives a task: on another day, at the same time of day.

    Args:
        payload: ``due`` is a day, or nothing where there is to be none; with ``undo`` it is a due
            as it was written, time and all.
        task: What is due.
        zone: The user's.

    Raises:
        InvalidRequest: It is no day.
    """
    text = payload.get("due")
    if not isinstance(text, str | None):
        raise InvalidRequest("due must be text.")
    if not text:
        return None
    if payload.get("undo") is True:
        return parse_due(text, zone)
    day = text[:10]
    if isinstance(task.due, datetime):
        return parse_due(f"{day}T{task.due.astimezone(zone):%H:%M:%S}", zone)
    return parse_due(day, zone)


def _due(payload: Mapping[str, Any], zone: tzinfo) -> Due | Unset | None:
    day, time = payload["due"] or "", payload.get("due_time") or ""
    if not day:
        if time:
            raise InvalidRequest("A time needs a day as well.")
        return None
    # A date picker may send midnight along; the form's own field says whether there is a time.
    return parse_due(f"{day[:10]}T{time}" if time else day[:10], zone)


def _plain(name: str, value: object) -> str:
    """A value for comparison: nothing is empty text, and a day has no time."""
    text = value if isinstance(value, str) else ""
    return text[:10] if name == "due" else text.strip()
