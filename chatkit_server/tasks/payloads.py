"""What the actions of task widgets carry, checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chatkit_server.assistant.base import ActionCall
from chatkit_server.errors import InvalidRequest

MAX_IDS = 500


def payload_of(call: ActionCall) -> Mapping[str, Any]:
    """The payload; nothing is an empty one.

    Raises:
        InvalidRequest: It is no object.
    """
    payload = call.action.payload
    if payload is None:
        return {}
    if not isinstance(payload, dict):
        raise InvalidRequest("payload must be an object.")
    return payload


def task_ids(call: ActionCall) -> list[str]:
    """The tasks that an action is about, at least one: ``task_ids``, or ``task_id``.

    Raises:
        InvalidRequest: There are none, or too many.
    """
    payload = payload_of(call)
    ids = payload.get("task_ids")
    if ids is None and "task_id" in payload:
        ids = [payload["task_id"]]
    if (
        not isinstance(ids, list)
        or not 0 < len(ids) <= MAX_IDS
        or not all(isinstance(task_id, str) for task_id in ids)
    ):
        raise InvalidRequest("payload.task_id must be the id of a task.")
    return ids


def chosen_ids(call: ActionCall) -> list[str]:
    """Those of the tasks that the checkboxes of a question did not leave out.

    Raises:
        InvalidRequest: There are no tasks to begin with, or too many.
    """
    chosen = payload_of(call).get("chosen")
    left_out = {i for i, stays in chosen.items() if not stays} if isinstance(chosen, dict) else ()
    return [task_id for task_id in task_ids(call) if task_id not in left_out]


def limit_of(call: ActionCall) -> int | None:
    """How many rows to show; None if the action does not say.

    Raises:
        InvalidRequest: It is no number of rows.
    """
    limit = payload_of(call).get("limit")
    if limit is None:
        return None
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        raise InvalidRequest("payload.limit must be a positive number.")
    return limit
