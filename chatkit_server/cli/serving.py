"""Listening: the sockets, taken before anything slow is done, and the HTTP server on them."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import signal
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from chatkit_server.cli.common import database_problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_BACKLOG: Final = 2048
_STOP_SECONDS: Final = 5
_DRAIN_SECONDS: Final = 2

logger = logging.getLogger(__name__)


class CannotListen(Exception):
    """The address cannot be listened on; the message says why, in a line."""


class CannotStart(Exception):
    """The application did not start; the message says why, in a line."""


def listen(host: str, port: int) -> list[socket.socket]:
    """Takes a port on every address that a host name has.

    Connections made from now on wait in the backlog until ``run`` answers them.

    Args:
        host: A name or an address.
        port: The TCP port; 0 takes a free one, the same on every address.

    Raises:
        CannotListen: If the port is taken, or the address is not this machine's.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise CannotListen(f"HOST {host} is not known: {error.strerror}") from error
    sockets: list[socket.socket] = []
    problem: OSError | None = None
    for family, _, _, _, address in dict.fromkeys(found):
        try:
            sockets.append(_listen(family, (address[0], port, *address[2:])))
            port = sockets[0].getsockname()[1]
        except OSError as error:
            # A name may have an address that is switched off here, such as ::1.
            problem = error
            if error.errno == errno.EADDRINUSE:
                break
    if problem is not None and (not sockets or problem.errno == errno.EADDRINUSE):
        for taken in sockets:
            taken.close()
        raise CannotListen(_reason(host, port, problem)) from problem
    return sockets


def url_of(host: str, sockets: Sequence[socket.socket]) -> str:
    """The address to open in a browser on this machine."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{name}:{sockets[0].getsockname()[1]}"


def run(
    app: ASGIApp,
    sockets: Sequence[socket.socket],
    *,
    on_ready: Callable[[], None],
    on_stop: Callable[[], Awaitable[None]],
) -> None:
    """Serves until the process is told to stop by SIGINT or SIGTERM.

    Args:
        app: What to serve.
        sockets: Where, as ``listen`` returned them.
        on_ready: Called once requests are answered.
        on_stop: Awaited, for five seconds at most, when no new connection is accepted any more;
            ends what keeps the open ones busy. What is open two seconds later is cut off.

    Raises:
        CannotStart: If it never came to serve.
    """
    import uvicorn

    from chatkit_server.cli.connections import BoundedProtocol

    starting = _Starting(app)

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                on_ready()

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            for server in self.servers:
                server.close()
            try:
                await asyncio.wait_for(on_stop(), _STOP_SECONDS)
            except TimeoutError:
                logger.warning("responses did not end within %d s; they are cut off", _STOP_SECONDS)
            await super().shutdown(sockets)

        def handle_exit(self, sig: int, frame: object) -> None:
            # Not the parent's, which kills this process by the same signal once it is done:
            # being told to stop, and stopping, is success. Being told twice means at once.
            if self.should_exit:
                signal.signal(sig, signal.SIG_DFL)
                signal.raise_signal(sig)
            self.should_exit = True

    server = Server(
        uvicorn.Config(
            starting,
            loop="auto" if os.name == "nt" else "uvloop",
            http=BoundedProtocol,
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,  # the app has its own, with request ids
            proxy_headers=False,  # the app knows which proxies are trusted
            server_header=False,
            backlog=_BACKLOG,
            timeout_graceful_shutdown=_DRAIN_SECONDS,
        )
    )
    with suppress(SystemExit):  # uvicorn's way to say that the app did not start
        server.run(list(sockets))
    if not server.started:
        raise CannotStart(
            starting.problem or "did not start; `chatkit-server doctor` says what is wrong"
        )


class _Starting:
    """An application that says in a line why it does not start, where the reason is a usual one.

    Any other exception is logged with its traceback.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.problem: str | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return
        failure: Message | None = None

        async def hold_failure(message: Message) -> None:
            nonlocal failure
            if message["type"] == "lifespan.startup.failed":
                failure = message  # its text is a traceback
            else:
                await send(message)

        try:
            await self._app(scope, receive, hold_failure)
        except Exception as error:  # raised again, whatever it is
            self.problem = database_problem(error)
            if failure is not None:
                await send({"type": failure["type"]} if self.problem else failure)
            raise


def _listen(family: int, address: tuple[object, ...]) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name != "nt":  # where it would let two programs share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


def _reason(host: str, port: int, error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"port {port} on {host} is taken; set PORT to another one"
        case errno.EACCES:
            return f"port {port} takes more rights; set PORT to one above 1023"
        case errno.EADDRNOTAVAIL:
            return f"HOST {host} is not an address of this machine"
        case _:
            return f"cannot listen on {host}, port {port}: {error.strerror}"
