"""What can go wrong between server and client, on command: errors, delays, cuts, odd chunks."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatkit_server.context import RequestContext
from chatkit_server.http.errors import error_response

ENDPOINT: Final = "/chatkit"
STATUSES: Final = {
    400: "invalid_request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    409: "conflict",
    410: "expired",
    413: "too_large",
    415: "unsupported_type",
    429: "rate_limited",
    500: "internal_error",
    501: "not_supported",
    502: "provider_failed",
    503: "unavailable",
}
_HEADERS: Final = {
    401: {"WWW-Authenticate": "Bearer"},
    429: {"Retry-After": "3"},
    503: {"Retry-After": "1"},
}
_CONVERSING: Final = ("threads.create", "threads.add_", "threads.retry", "threads.custom_action")
_MAX_BODY: Final = 4 * 1024 * 1024


@dataclass(slots=True)
class NextRequest:
    """What happens to a user's next requests.

    Attributes:
        status: The HTTP status to answer with; 0 lets the request through, late.
        delay: Seconds before there is any answer.
        on: The request type it is for; empty for those that are answered with a stream.
        times: How many requests.
    """

    status: int = 0
    delay: float = 0.0
    on: str = ""
    times: int = 1

    def is_for(self, request_type: str) -> bool:
        """Whether a request of that type is meant."""
        return request_type == self.on if self.on else request_type.startswith(_CONVERSING)


@dataclass(slots=True)
class Connection:
    """A response under way.

    Attributes:
        cut: Whether it ends at the next chunk, in the middle.
        chunk: Bytes that are sent at once; 0 for whatever there is.
    """

    cut: bool = False
    chunk: int = 0


class Faults:
    """What was ordered, by whom. Nobody's orders touch anybody else's requests."""

    def __init__(self) -> None:
        self._next: dict[str, NextRequest] = {}
        self._open: dict[tuple[str, str], Connection] = {}

    def arm(self, owner: str, fault: NextRequest) -> None:
        """Order something for a user's next request."""
        self._next[owner] = fault

    def connection(self, context: RequestContext) -> Connection:
        """The response that a command is performed on; one that nobody reads any more will do."""
        return self._open.get((context.owner, context.request_id), Connection())

    def take(self, owner: str, request_type: str) -> NextRequest | None:
        """What is ordered for this request, once for each time that it was ordered for."""
        fault = self._next.get(owner)
        if fault is None or not fault.is_for(request_type):
            return None
        fault.times -= 1
        if fault.times <= 0:
            del self._next[owner]
        return fault

    def is_armed(self, owner: str) -> bool:
        """Whether anything is ordered."""
        return owner in self._next

    def open(self, context: RequestContext) -> Connection:
        """Know of a response from its beginning."""
        connection = self._open[context.owner, context.request_id] = Connection()
        return connection

    def close(self, context: RequestContext) -> None:
        """Forget a response."""
        self._open.pop((context.owner, context.request_id), None)


class _Cut(Exception):
    """The connection ends here."""


class FaultsMiddleware:
    """Does to the protocol's requests what was ordered."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer in the app's place, or spoil its answer."""
        if scope["type"] != "http" or scope["path"] != ENDPOINT or "state" not in scope:
            await self._app(scope, receive, send)
            return
        context: RequestContext | None = scope["state"].get("context")
        if context is None:
            await self._app(scope, receive, send)
            return
        if self._faults.is_armed(context.owner):
            body = await _read(receive)
            receive = _replay(body, receive)
            fault = self._faults.take(context.owner, _type_of(body))
            if fault is not None:
                await asyncio.sleep(fault.delay)
                if fault.status:
                    await _refuse(fault.status)(scope, receive, send)
                    return
        connection = self._faults.open(context)
        try:
            await self._app(scope, receive, _spoil(send, connection))
        except _Cut:
            return  # without the end of the body: the HTTP server closes the socket
        finally:
            self._faults.close(context)


def _spoil(send: Send, connection: Connection) -> Send:
    async def spoiled(message: Message) -> None:
        if connection.cut:
            raise _Cut
        body: bytes = message.get("body", b"")
        size = connection.chunk
        if message["type"] != "http.response.body" or not 0 < size < len(body):
            await send(message)
            return
        for start in range(0, len(body), size):
            more = start + size < len(body) or message.get("more_body", False)
            await send({**message, "body": body[start : start + size], "more_body": more})
            await asyncio.sleep(0)

    return spoiled


def _refuse(status: int) -> ASGIApp:
    message = f"The showcase was told to answer with {status}."
    return error_response(STATUSES[status], message, status, _HEADERS.get(status))


async def _read(receive: Receive) -> bytes:
    body = b""
    while len(body) <= _MAX_BODY:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    return body


def _replay(body: bytes, receive: Receive) -> Receive:
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay


def _type_of(body: bytes) -> str:
    try:
        request: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ""
    return str(request.get("type")) if isinstance(request, dict) else ""
