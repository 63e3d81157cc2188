"""Turns away what is too much, before it is read or answered.

Both take ``traffic`` from the app's state. What a page loads once, the health check and preflights
are not counted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatkit_server.errors import ServerError
from chatkit_server.http.errors import response_to
from chatkit_server.limiting.addresses import is_anybody, network_of
from chatkit_server.limiting.limits import TrafficLimits


class AddressLimitMiddleware:
    """Counts requests by where they come from, before anything is known of who sends them.

    An address that may be anybody's is not counted.

    Args:
        app: What is inside.
        counted: Tells whether a request counts.
    """

    def __init__(self, app: ASGIApp, counted: Callable[[Scope], bool]) -> None:
        self._app = app
        self._counted = counted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs the app, or answers for it."""
        if scope["type"] == "http" and self._counted(scope):
            request = HTTPConnection(scope)
            try:
                if not is_anybody(request):
                    await _traffic(scope).request_from(network_of(request))
            except ServerError as error:
                await response_to(error)(scope, receive, send)
                return
        await self._app(scope, receive, send)


class UserLimitMiddleware:
    """Counts the requests of a user, and the bytes of their bodies."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs the app, or answers for it."""
        context = scope.get("state", {}).get("context") if scope["type"] == "http" else None
        if context is None:
            await self._app(scope, receive, send)
            return
        traffic = _traffic(scope)
        try:
            await traffic.request_of(context.owner)
            receive = await counted_body(HTTPConnection(scope), receive, context.owner)
        except ServerError as error:
            await response_to(error)(scope, receive, send)
            return
        await self._app(scope, receive, send)


async def counted_body(request: HTTPConnection, receive: Receive, owner: str) -> Receive:
    """Count the bytes of a body for its sender: at once where its length is said.

    Returns:
        What the body is to be read from; it counts while it is read, where its length is not said.

    Raises:
        RateLimited: It is more than is left of the day's allowance.
        TooLarge: It is more than a whole day's.
    """
    traffic = _traffic(request.scope)
    length = request.headers.get("content-length", "")
    if not traffic.counts_bytes:
        return receive
    if length.isdecimal():
        await traffic.bytes_of(owner, int(length))
        return receive

    async def receive_counted() -> Message:
        message = await receive()
        if message["type"] == "http.request":
            await traffic.bytes_of(owner, len(message.get("body", b"")))
        return message

    return receive_counted


def _traffic(scope: Scope) -> TrafficLimits:
    app: Any = scope["app"]
    traffic: TrafficLimits = app.state.traffic
    return traffic
