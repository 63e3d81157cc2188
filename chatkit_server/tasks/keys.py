"""The view of a task widget in the ``key`` of its root: a stored widget is all one needs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, get_args

from chatkit_server.tasks.views import (
    ConfirmView,
    Deed,
    EditTaskView,
    Move,
    OutcomeView,
    SummaryView,
    TaskCardView,
    TaskListView,
    View,
    WeekView,
    name_of,
)

_MAX_DEPTH = 4
"""Views behind views: a form or a question over a list is two."""

_DEEDS: tuple[Deed, ...] = get_args(Deed)
_QUESTIONS = {name_of(ConfirmView(deed, ())): deed for deed in _DEEDS}
_OUTCOMES = {name_of(OutcomeView(deed, ())): deed for deed in _DEEDS}


def encode(view: View) -> str:
    """Write a view as the key of its widget."""
    return json.dumps(_to_json(view), ensure_ascii=False, separators=(",", ":"))


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


def _to_json(view: View) -> dict[str, Any]:
    match view:
        case EditTaskView(task_id=task_id, back=back):
            values: dict[str, Any] = {"task_id": task_id, "back": back and _to_json(back)}
        case ConfirmView(task_ids=ids, back=back, limit=limit):
            values = {"task_ids": ids, "back": back and _to_json(back), "limit": limit}
        case OutcomeView(task_ids=ids):
            values = {"task_ids": ids}
        case WeekView(monday=monday):
            values = {"monday": monday.isoformat()}
        case _:
            values = asdict(view)
    return {"view": name_of(view), **values}


def _decode(data: object, depth: int = 0) -> View | None:
    """The view in a key's JSON, or None if any part of it is not as :func:`_to_json` writes it.

    What was not written at first may be missing: threads keep widgets for years.
    """
    if depth == _MAX_DEPTH or not isinstance(data, dict):
        return None
    limit, grouped = data.get("limit", 10), data.get("grouped", False)
    if not isinstance(limit, int) or not isinstance(grouped, bool):
        return None
    behind = _decode(data.get("back"), depth + 1)
    if behind is None and data.get("back") is not None:
        return None
    match data:
        case {
            "view": "task_list",
            "heading": str(heading),
            "task_ids": list(ids),
            "deleted_ids": list(deleted),
        } if _are_ids(ids) and _are_ids(deleted):
            return TaskListView(heading, tuple(ids), limit, tuple(deleted), grouped)
        case {"view": "task_card", "task_id": str(task_id), "moved": {} as moved}:
            return TaskCardView(task_id, _move(moved))
        case {"view": "task_card", "task_id": str(task_id)}:
            return TaskCardView(task_id)
        case {"view": "edit_task", "task_id": str(task_id), "back": _}:
            return EditTaskView(task_id, behind)
        case {"view": str(name), "task_ids": list(ids), "back": _} if (
            name in _QUESTIONS and _are_ids(ids)
        ):
            return ConfirmView(_QUESTIONS[name], tuple(ids), behind, limit)
        case {"view": str(name), "task_ids": list(ids)} if name in _OUTCOMES and _are_ids(ids):
            return OutcomeView(_OUTCOMES[name], tuple(ids))
        case {"view": "summary"}:
            return SummaryView()
        case {"view": "week_summary", "monday": str(monday)}:
            return WeekView(date.fromisoformat(monday))
        case _:
            return None


def _move(data: Mapping[str, Any]) -> Move | None:
    match data:
        case {"before": str(before), "after": str(after)}:
            return Move(before, after)
        case _:
            return None


def _are_ids(values: list[object]) -> bool:
    return all(isinstance(value, str) for value in values)
