"""``GET /api/client``: what the page at ``/`` has to know of the assistant before it shows it.

``GET /api/client/NAME`` says it of any assistant, for the page at ``/a/NAME``.

The answer is ``{"name", "options", "panels", "entities_url", "commands_url"}``, as described by
`ClientConfig`. ``options`` are options of the element: what the server itself is able to do
(uploads, dictation) and, over it, what the assistant wants. It needs no identity, for it says
nothing of anyone; any page may read it to set up the element as the page at ``/`` does.

A surface that makes something available to the element says so in the ``capabilities`` that
`create_app` hands to `routes`, such as ``{"composer": {"dictation": {"enabled": True}}}``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from chatkit_server.assistant.registry import Assistants
from chatkit_server.http import commands
from chatkit_server.http.contract import operation
from chatkit_server.http.paths import root_of

PATH = "/api/client"


class ClientBody(BaseModel):
    """What a page has to know of the assistant."""

    name: str
    options: Mapping[str, Any] = Field(description="Options of the element that are data.")
    panels: Sequence[str] = Field(description="What the page shows beside the chat.")
    entities_url: str | None = Field(description="Answers `?q=` with entities, for mentions.")
    commands_url: str | None = Field(description="Answers `?q=` with commands, for their menu.")


def routes(assistants: Assistants, capabilities: Mapping[str, Any]) -> list[BaseRoute]:
    """The routes of this surface.

    Args:
        assistants: What each says of itself.
        capabilities: Options of the element that follow from what the server can do.
    """

    @operation("Server", caller="anyone", answers={200: ClientBody})
    async def tell(request: Request) -> Response:
        """Tell a page what it has to know of the assistant before it shows it."""
        name = request.path_params.get("assistant", assistants.default)
        assistant = assistants.named(name)
        client = assistant.client
        commands_url = client.commands_url
        if commands_url is None and assistant.commands:
            commands_url = f"{commands.PATH}/{name}"
        # These are paths of this application, wherever it is mounted.
        root = root_of(request.scope)
        body = ClientBody(
            name=client.name,
            options=merge(capabilities, client.options),
            panels=client.panels,
            entities_url=_below(root, client.entities_url),
            commands_url=_below(root, commands_url),
        ).model_dump()
        return JSONResponse(body, headers={"Cache-Control": "no-cache"})

    return [Route(PATH, tell), Route(f"{PATH}/{{assistant}}", tell)]


def _below(root: str, path: str | None) -> str | None:
    return root + path if path is not None and path.startswith("/") else path


def merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Options put over others: objects are merged, anything else is replaced."""
    merged = dict(below)
    for name, value in above.items():
        known = merged.get(name)
        both = isinstance(known, Mapping) and isinstance(value, Mapping)
        merged[name] = merge(known, value) if both else value  # type: ignore[arg-type] # both are
    return merged
