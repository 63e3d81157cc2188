"""``/api/entities``: what can be mentioned with ``@``, for the menu of the composer.

The routes expect the `RequestContext` in ``request.state.context`` and the `Entities` in
``request.app.state.entities``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final, Literal, cast

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chatkit_server.context import RequestContext
from chatkit_server.http.answers import json_answer
from chatkit_server.http.contract import operation
from chatkit_server.tasks.entities import Entities

PATH: Final = "/api/entities"

_GROUP: Final = "Menus"


class EntityBody(BaseModel):
    """Something that can be mentioned, as the element takes it."""

    id: str
    title: str
    icon: str
    group: Literal["Tasks", "Chats"]
    interactive: bool = Field(True, description="Whether a click on its tag opens it.")
    data: Mapping[str, str] = Field(
        description="`type` is `task` or `chat`; a task has its `status`, too."
    )


class EntitiesBody(BaseModel):
    """What was found, the best first in each group."""

    data: list[EntityBody]


class PreviewBody(BaseModel):
    """What something that was mentioned looks like now."""

    preview: Mapping[str, Any] = Field(description="A widget, `Basic`.")


class EntityQuery(BaseModel):
    """What is looked for."""

    q: str = Field("", description="A part of a name, perhaps with a mistake in it.")


@operation(_GROUP, caller="user", query=EntityQuery, answers={200: EntitiesBody})
async def search(request: Request) -> Response:
    """Find the user's tasks and chats by a part of their names."""
    found = await _entities(request).search(request.query_params.get("q", ""), _context(request))
    body = EntitiesBody(data=[EntityBody(**asdict(entity), interactive=True) for entity in found])
    return json_answer(body)


@operation(_GROUP, caller="user", answers={200: PreviewBody})
async def preview(request: Request) -> Response:
    """Draw a task or a chat of the user's as it is now."""
    entity_id: str = request.path_params["entity_id"]
    widget = await _entities(request).preview(entity_id, _context(request))
    body = PreviewBody(preview=widget.model_dump(mode="json", exclude_none=True))
    return json_answer(body)


routes = [Route(PATH, search), Route(PATH + "/{entity_id}/preview", preview)]


def _context(request: Request) -> RequestContext:
    return cast(RequestContext, request.state.context)


def _entities(request: Request) -> Entities:
    return cast(Entities, request.app.state.entities)
