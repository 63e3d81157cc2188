"""``/api/tasks``: the tasks as JSON, for the page's own panel and for scripts.

The routes expect the `RequestContext` in ``request.state.context`` and the `TaskService` in
``request.app.state.tasks``.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, tzinfo
from typing import Any, Final, cast

import orjson
from pydantic import BaseModel, Field
from starlette.endpoints import HTTPEndpoint
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chatkit_server.context import RequestContext
from chatkit_server.errors import InvalidRequest, NotFound
from chatkit_server.http.answers import json_answer, no_content
from chatkit_server.http.body import read_body
from chatkit_server.http.contract import operation
from chatkit_server.tasks.due import format_due, parse_due
from chatkit_server.tasks.model import (
    NewTask,
    Priority,
    Status,
    StatusFilter,
    Task,
    TaskChanges,
    TaskFilter,
)
from chatkit_server.tasks.service import TaskService

PATH = "/api/tasks"
DEFAULT_LIMIT = 50
MAX_LIMIT = 100
MAX_BODY = 2 * 1024 * 1024
"""Bytes; far more than a task holds, so that a field that is too long is told apart."""

_GROUP: Final = "Tasks"


class TaskBody(BaseModel):
    """A task."""

    id: str
    title: str
    notes: str
    status: Status
    priority: Priority
    due: str | None = Field(description="A day, or a moment in the user's zone.")
    tags: tuple[str, ...]
    created_at: str | None
    updated_at: str | None
    completed_at: str | None


class TaskPageBody(BaseModel):
    """A page of tasks: open ones by due, then done ones, the latest first."""

    data: list[TaskBody]
    has_more: bool
    after: str | None = Field(description="What to ask for the next page with.")


class _TaskFields(BaseModel):
    notes: str = Field("", description="At most 10,000 characters.")
    due: str | None = Field(
        None,
        description="A day, `2026-12-01`, or a moment, `2026-12-01T09:00`, in the user's zone.",
    )
    priority: Priority = "none"
    tags: list[str] = Field(default=[], description="At most 20, of 50 characters.")


class NewTaskBody(_TaskFields):
    """A task to add."""

    title: str = Field(description="One line of 1 to 500 characters.")


class TaskChangesBody(_TaskFields):
    """The fields of a task that change."""

    title: str = Field("", description="One line of 1 to 500 characters.")
    status: Status = "open"


class TaskQuery(BaseModel):
    """Which tasks are asked for."""

    status: StatusFilter = "all"
    limit: int = Field(DEFAULT_LIMIT, description=f"At most {MAX_LIMIT}.")
    after: str | None = Field(None, description="The `after` of the page before, or a task's id.")


class TaskList(HTTPEndpoint):
    """All tasks of the user."""

    @operation(_GROUP, caller="user", query=TaskQuery, answers={200: TaskPageBody})
    async def get(self, request: Request) -> Response:
        """Answer with a page of the user's tasks."""
        context, query = _context(request), request.query_params
        page = await _service(request).find(
            context.owner,
            TaskFilter(status=cast(StatusFilter, query.get("status") or "all")),
            context.zone,
            limit=_read_limit(query.get("limit")),
            after=query.get("after") or None,
        )
        return json_answer(
            TaskPageBody(
                data=[_shown(task, context.zone) for task in page.tasks],
                has_more=page.has_more,
                after=page.after,
            )
        )

    @operation(_GROUP, caller="user", body=NewTaskBody, answers={201: TaskBody})
    async def post(self, request: Request) -> Response:
        """Add a task."""
        context = _context(request)
        fields = await _read_fields(request, NewTaskBody, context.zone)
        if "title" not in fields:
            raise InvalidRequest("title is required")
        (task,) = await _service(request).add(context.owner, [NewTask(**fields)])
        location = {"Location": f"{PATH}/{task.id}"}
        return json_answer(_shown(task, context.zone), status=201, headers=location)


class TaskDetail(HTTPEndpoint):
    """One task of the user."""

    @operation(_GROUP, caller="user", answers={200: TaskBody})
    async def get(self, request: Request) -> Response:
        """Answer with a task."""
        context = _context(request)
        found = await _service(request).get(context.owner, [_task_id(request)])
        return json_answer(_shown(_only(found), context.zone))

    @operation(_GROUP, caller="user", body=TaskChangesBody, answers={200: TaskBody})
    async def patch(self, request: Request) -> Response:
        """Change the fields that the body has and no others."""
        context = _context(request)
        fields = await _read_fields(request, TaskChangesBody, context.zone)
        task = await _service(request).update(
            context.owner, _task_id(request), TaskChanges(**fields)
        )
        return json_answer(_shown(task, context.zone))

    @operation(_GROUP, caller="user", answers={204: None})
    async def delete(self, request: Request) -> Response:
        """Delete the task so that it can be restored; twice is as good as once."""
        _only(await _service(request).delete(_context(request).owner, [_task_id(request)]))
        return no_content()


@operation(_GROUP, caller="user", answers={200: TaskBody})
async def restore_task(request: Request) -> Response:
    """Bring a deleted task back, and answer with it."""
    context = _context(request)
    restored = await _service(request).restore(context.owner, [_task_id(request)])
    return json_answer(_shown(_only(restored), context.zone))


routes = [
    Route(PATH, TaskList),
    Route(PATH + "/{task_id}", TaskDetail),
    Route(PATH + "/{task_id}/restore", restore_task, methods=["POST"]),
]


def _shown(task: Task, zone: tzinfo) -> TaskBody:
    """A task as the API shows it: a due in the user's zone, other moments in UTC."""
    return TaskBody(
        id=task.id,
        title=task.title,
        notes=task.notes,
        status=task.status,
        priority=task.priority,
        due=None if task.due is None else format_due(task.due, zone),
        tags=task.tags,
        created_at=_moment_json(task.created_at),
        updated_at=_moment_json(task.updated_at),
        completed_at=_moment_json(task.completed_at),
    )


def _moment_json(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="milliseconds")


def _context(request: Request) -> RequestContext:
    return cast(RequestContext, request.state.context)


def _service(request: Request) -> TaskService:
    return cast(TaskService, request.app.state.tasks)


def _task_id(request: Request) -> str:
    return cast(str, request.path_params["task_id"])


def _only(tasks: list[Task]) -> Task:
    for task in tasks:
        return task
    raise NotFound("There is no such task.")


def _read_limit(text: str | None) -> int:
    try:
        limit = int(text) if text else DEFAULT_LIMIT
    except ValueError:
        raise InvalidRequest("limit must be a whole number") from None
    return max(1, min(limit, MAX_LIMIT))


async def _read_fields(request: Request, model: type[BaseModel], zone: tzinfo) -> dict[str, Any]:
    """Read the fields of a task from the body; what they may hold is the domain's matter."""
    try:
        body = orjson.loads(await read_body(request, MAX_BODY))
    except orjson.JSONDecodeError as error:
        raise InvalidRequest(f"The body is not valid JSON: {error.msg}") from None
    if not isinstance(body, dict):
        raise InvalidRequest("The body must be a JSON object.")
    return {
        name: _read_field(name, value, model.model_fields, zone) for name, value in body.items()
    }


def _read_field(name: str, value: object, allowed: Collection[str], zone: tzinfo) -> object:
    if name not in allowed:
        raise InvalidRequest(f"unknown field {name[:50]!r}: a task has {', '.join(allowed)} here")
    if name == "due" and value is None:
        return None
    if name == "tags":
        if isinstance(value, list) and all(isinstance(tag, str) for tag in value):
            return value
        raise InvalidRequest("tags must be a list of text")
    if not isinstance(value, str):
        raise InvalidRequest(f"{name} must be text")
    return parse_due(value, zone) if name == "due" else value
