"""``/openapi.json``, ``/chatkit/schema.json`` and ``/docs``: what this server promises.

They are the same for everybody, and need no identity.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from chatkit_server.errors import NotFound
from chatkit_server.http.contract.openapi import openapi
from chatkit_server.http.contract.operation import operation
from chatkit_server.http.contract.protocol import SCHEMA_PATH, protocol_schema
from chatkit_server.http.documents import Document
from chatkit_server.http.paths import root_of

OPENAPI_PATH: Final = "/openapi.json"
PAGE_PATH: Final = "/docs"

_GROUP: Final = "Contract"
_JSON: Final = "application/json"
_FOLDER: Final = Path(__file__).parent / "page"
_PARTS: Final = {
    "docs.css": "text/css; charset=utf-8",
    "docs.js": "text/javascript; charset=utf-8",
}


def routes() -> list[BaseRoute]:
    """The routes of this surface; put them before those that take any file name."""
    contract = Contract()
    return [
        Route(OPENAPI_PATH, contract.openapi),
        Route(SCHEMA_PATH, contract.schema),
        Route(PAGE_PATH, contract.page),
        Route(f"{PAGE_PATH}/{{name}}", contract.part),
    ]


class Contract:
    """Writes the documents down when they are first asked for, and keeps them."""

    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}

    @operation(_GROUP, caller="anyone", answers={200: dict[str, Any]})
    async def openapi(self, request: Request) -> Response:
        """This document: every JSON endpoint (OpenAPI 3.1)."""
        return self._answer(request, _JSON, lambda: orjson.dumps(_described(request)))

    @operation(_GROUP, caller="anyone", answers={200: dict[str, Any]})
    async def schema(self, request: Request) -> Response:
        """The ChatKit protocol: requests, answers, events, items and widgets (JSON Schema)."""
        return self._answer(request, _JSON, lambda: orjson.dumps(protocol_schema()))

    async def page(self, request: Request) -> Response:
        """The same for people to read."""
        from chatkit_server.http.contract.page import render  # with its templates: only here

        def make() -> bytes:
            return render(_described(request), protocol_schema()).encode()

        return self._answer(request, "text/html; charset=utf-8", make)

    async def part(self, request: Request) -> Response:
        """The style and the script of that page."""
        name = request.path_params["name"]
        if name not in _PARTS:
            raise NotFound("There is no such file.")
        return self._answer(request, _PARTS[name], (_FOLDER / name).read_bytes)

    def _answer(self, request: Request, media_type: str, make: Callable[[], bytes]) -> Response:
        place = request.scope["path"]
        document = self._documents.get(place)
        if document is None:
            document = self._documents[place] = Document.of(media_type, make())
        return document.respond(request, {"Cache-Control": "no-cache"})


def _described(request: Request) -> dict[str, Any]:
    return openapi(request.app.routes, root_of(request.scope))
