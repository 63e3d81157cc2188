"""An application that says who asks, beside all that it does anyway."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, Final

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from chatkit_server.app import create_app
from chatkit_server.settings import Settings

SHARED_SECRET: Final = "e" * 32
TRUSTED: Final = "https://shop.example"


async def _whoami(request: Request) -> Response:
    context = request.state.context
    return JSONResponse(
        {
            "id": context.user.id,
            "kind": context.user.kind,
            "zone": context.zone.key,
            "locale": context.locale,
            "request_id": context.request_id,
            "offset": context.now.utcoffset().total_seconds(),
        }
    )


async def _fail(_: Request) -> Response:
    logging.getLogger("chatkit_server.test").warning("about to fail")
    raise RuntimeError("the text of a secret")


async def _stream(_: Request) -> Response:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"first"
        yield b"second"

    return StreamingResponse(chunks())


def probe(settings: Settings, **changes: Any) -> Starlette:
    """The application, which shares a secret and trusts pages of some origins."""
    origins = (TRUSTED, "https://*.trusted.example")
    changed = replace(settings, auth_secret=SHARED_SECRET, cors_origins=origins, **changes)
    return create_app(
        changed,
        routes=[
            Route("/api/whoami", _whoami, methods=["GET", "POST"]),
            Route("/api/fail", _fail),
            Route("/api/stream", _stream),
        ],
    )


def client_of(app: Starlette, scheme: str = "http") -> httpx.AsyncClient:
    """A client that gets the answer to an error that nobody foresaw, as any other one does."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False),
        base_url=f"{scheme}://chat.example",
    )


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
