"""What every request passes: an id and an access line, other origins, and identity.

Plain ASGI throughout. Nothing here holds back a chunk of a response or stands between a
client's disconnect and the task that answers it.
"""

from __future__ import annotations

import logging
import re
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatkit_server.access.model import ChatSession
from chatkit_server.auth.backend import FORMER_SECRET_HEADER
from chatkit_server.auth.origins import Origins
from chatkit_server.context import RequestContext
from chatkit_server.errors import Forbidden, ServerError, Unavailable
from chatkit_server.extensions import (
    ASSISTANT_HEADER,
    EXTENSIONS_HEADER,
    MAX_MESSAGE_HEADER,
    RUN_HEADER,
    USER_HEADER,
)
from chatkit_server.http.client_tools import CLIENT_TOOLS_HEADER
from chatkit_server.http.cors import PageOrigins
from chatkit_server.http.errors import REQUEST_ID_HEADER, response_to
from chatkit_server.http.headers import SecurityHeaders
from chatkit_server.http.limits import AddressLimitMiddleware, UserLimitMiddleware
from chatkit_server.http.paths import CLOSED_PATHS, is_counted, needs_identity, path_of
from chatkit_server.http.proxies import TrustedProxies
from chatkit_server.http.request_context import TIMEZONE_HEADER, request_context
from chatkit_server.http.sessions import NOT_FOR_THIS, takes_client_secret
from chatkit_server.logs import request_id
from chatkit_server.settings import Settings
from stores.errors import StoreUnavailable
from stores.ids import new_id

logger = logging.getLogger(__name__)
access_log = logging.getLogger("chatkit_server.access")

SECRET_SECONDS_HEADER: Final = "ChatKit-Secret-Seconds"
"""For how long the client secret of the request is still good."""

_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


def middleware(settings: Settings) -> list[Middleware]:
    """The stack, outermost first."""
    stack = [Middleware(RequestIdMiddleware), Middleware(SecurityHeaders, settings)]
    if settings.trusted_proxies:
        stack.insert(0, Middleware(TrustedProxies, settings.trusted_proxies))
    if settings.cors_origins:
        stack.append(
            Middleware(
                PageOrigins,
                Origins(settings.cors_origins),
                closed=CLOSED_PATHS,
                allow_headers=(
                    "Authorization",
                    FORMER_SECRET_HEADER,
                    TIMEZONE_HEADER,
                    CLIENT_TOOLS_HEADER,
                    REQUEST_ID_HEADER,
                ),
                expose_headers=(
                    ASSISTANT_HEADER,
                    REQUEST_ID_HEADER,
                    EXTENSIONS_HEADER,
                    MAX_MESSAGE_HEADER,
                    RUN_HEADER,
                    SECRET_SECONDS_HEADER,
                    USER_HEADER,
                    "Retry-After",
                ),
            )
        )
    return [
        *stack,
        Middleware(FaultMiddleware),
        Middleware(AddressLimitMiddleware, is_counted),
        Middleware(RequestContextMiddleware),
        Middleware(UserLimitMiddleware),
    ]


class RequestIdMiddleware:
    """Gives each request an id, its response the same, and the log a line about both.

    A caller's own id is kept, so that it can be followed through several systems.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs the app with ``logs.request_id`` set, also for tasks that it leaves behind."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID_HEADER, "")
        number = given if _REQUEST_ID.fullmatch(given) else new_id("req")
        # Never reset: the server may have more to log of this request after the app is done.
        request_id.set(number)
        status = 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID_HEADER] = number
            await send(message)

        started = time.perf_counter()
        try:
            await self._app(scope, receive, send_with_id)
        finally:
            milliseconds = (time.perf_counter() - started) * 1000
            quiet = scope["path"] == "/healthz" and status < 400
            access_log.log(
                logging.DEBUG if quiet else logging.INFO,
                "%s %s %d %.0f ms",
                scope["method"],
                quote(scope["path"], safe="/:@"),
                status,
                milliseconds,
            )


class FaultMiddleware:
    """Answers for what nobody foresaw, within reach of the headers that every answer gets.

    The framework's own answer to an uncaught error is outside of all middleware: a page of
    another origin could not read it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs the app; logs what it raises, and answers if it has not begun to."""
        started = False

        async def note_start(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, note_start)
        except Exception as error:  # whatever it is: it is logged, and the client is told
            if scope["type"] != "http" or started:
                raise
            logger.exception("an error that nobody foresaw")
            await response_to(error)(scope, receive, send)


class RequestContextMiddleware:
    """Finds out who asks, from where and in which language: ``request.state.context``.

    Takes ``authenticator``, ``profiles`` and ``visits`` from the app's state. Whatever needs an
    identity and has none is answered here, before anything of the request's body is read.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs the app with the context, or answers for it."""
        if scope["type"] != "http" or not needs_identity(scope["method"], path_of(scope)):
            await self._app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        with ExitStack() as visit:
            try:
                context = await self._context(request, visit)
            except (ServerError, StoreUnavailable) as error:
                await response_to(error)(scope, receive, send)
                return
            if context.session is not None:
                send = _telling_expiry(send, context.session)
            scope.setdefault("state", {})["context"] = context
            await self._app(scope, receive, _ending(visit, send))

    async def _context(self, request: HTTPConnection, visit: ExitStack) -> RequestContext:
        state = request.app.state
        if not getattr(state, "started", True):  # it says so where it matters
            raise Unavailable(
                "This application has not been started: give the one that it is mounted in "
                "lifespan=chatkit_server.lifespan(…)."
            )
        identity = await state.authenticator.authenticate(request)
        # Before anything else is waited for: a guest may be about to become a user.
        visit.enter_context(state.visits.of(identity.user.id))
        context = await request_context(request, identity, state.profiles)
        if context.session is not None:
            _check_surface(request)
        return context


def _ending(visit: ExitStack, send: Send) -> Send:
    async def send_and_leave(message: Message) -> None:
        if message["type"] == "http.response.start":
            visit.close()
        await send(message)

    return send_and_leave


def _check_surface(request: HTTPConnection) -> None:
    if not takes_client_secret(path_of(request.scope), request.app.state.assistants.values()):
        raise Forbidden(NOT_FOR_THIS)


def _telling_expiry(send: Send, session: ChatSession) -> Send:
    async def send_with_expiry(message: Message) -> None:
        if message["type"] == "http.response.start":
            # Seconds from now: the clock of whoever reads this may be wrong.
            left = (session.expires_at - datetime.now(UTC)).total_seconds()
            MutableHeaders(scope=message)[SECRET_SECONDS_HEADER] = str(max(0, int(left)))
        await send(message)

    return send_with_expiry
