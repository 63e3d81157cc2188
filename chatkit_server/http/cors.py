"""Which pages of other origins may call (the Fetch standard's CORS protocol)."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatkit_server.auth.origins import Origins
from chatkit_server.http.paths import path_of

PREFLIGHT_SECONDS: Final = 7200
"""How long a browser need not ask again; none keeps it for longer than a day, most for this."""


class PageOrigins(CORSMiddleware):
    """Lets pages of the listed origins call, with credentials, and says nothing to any other.

    Args:
        origins: Those that are listed.
        closed: How paths begin that no page may call, listed or not.
        allow_headers: What such a page may send.
        expose_headers: What it may read.
    """

    def __init__(
        self,
        app: ASGIApp,
        origins: Origins,
        *,
        closed: tuple[str, ...],
        allow_headers: tuple[str, ...],
        expose_headers: tuple[str, ...],
    ) -> None:
        self._closed = closed
        super().__init__(
            app,
            allow_origin_regex=origins.pattern,
            allow_methods=("GET", "POST", "PUT", "PATCH", "DELETE"),
            allow_headers=allow_headers,
            allow_credentials=True,
            allow_private_network=True,  # also where the server is in the company's own network
            expose_headers=expose_headers,
            max_age=PREFLIGHT_SECONDS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a preflight, or runs the app and says who may read its answer."""
        if scope["type"] == "http" and path_of(scope).startswith(self._closed):
            await self.app(scope, receive, send)
            return
        await super().__call__(scope, receive, send)

    async def send(self, message: Message, send: Send, request_headers: Headers) -> None:
        """Adds the headers for an origin that is listed.

        The framework gives ``Access-Control-Allow-Credentials`` to everybody; beside the ``*`` of
        the scripts that any page may load, that would be a contradiction.
        """
        if message["type"] == "http.response.start":
            origin = request_headers.get("origin")
            if origin is None or not self.is_allowed_origin(origin):
                message.setdefault("headers", [])
                MutableHeaders(scope=message).add_vary_header("Origin")
                await send(message)
                return
        await super().send(message, send, request_headers)
