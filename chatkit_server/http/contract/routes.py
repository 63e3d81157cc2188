"""``/openapi.json``, ``/chatkit/schema.json`` and ``/docs``: what this server promises.

They are the same for everybody, and need no identity.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from typing import Any, Final

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from chatkit_server.http.contract.openapi import openapi
from chatkit_server.http.contract.operation import operation
from chatkit_server.http.contract.protocol import SCHEMA_PATH, protocol_schema

OPENAPI_PATH: Final = "/openapi.json"

_GROUP: Final = "Contract"


def routes() -> list[BaseRoute]:
    """The routes of this surface; put them before those that take any file name."""
    contract = Contract()
    return [Route(OPENAPI_PATH, contract.openapi), Route(SCHEMA_PATH, contract.schema)]


@dataclass(frozen=True, slots=True)
class _Document:
    body: bytes
    gzipped: bytes
    etag: str

    @classmethod
    def of(cls, content: Any) -> _Document:
        body = orjson.dumps(content)
        # Weak: the plain and the compressed form share it (RFC 9110 section 8.8.1).
        return cls(
            body, gzip.compress(body, mtime=0), f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
        )


class Contract:
    """Writes the documents down when they are first asked for, and keeps them."""

    def __init__(self) -> None:
        self._openapi: _Document | None = None
        self._schema: _Document | None = None

    @operation(_GROUP, caller="anyone", answers={200: dict[str, Any]})
    async def openapi(self, request: Request) -> Response:
        """This document: every JSON endpoint (OpenAPI 3.1)."""
        if self._openapi is None:
            self._openapi = _Document.of(openapi(request.app.routes))
        return _answer(request, self._openapi)

    @operation(_GROUP, caller="anyone", answers={200: dict[str, Any]})
    async def schema(self, request: Request) -> Response:
        """The ChatKit protocol: requests, answers, events, items and widgets (JSON Schema)."""
        if self._schema is None:
            self._schema = _Document.of(protocol_schema())
        return _answer(request, self._schema)


def _answer(request: Request, document: _Document) -> Response:
    headers = {"Cache-Control": "no-cache", "ETag": document.etag, "Vary": "Accept-Encoding"}
    if document.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(document.gzipped, headers=headers, media_type="application/json")
    return Response(document.body, headers=headers, media_type="application/json")
