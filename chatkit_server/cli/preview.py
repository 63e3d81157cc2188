"""The gallery of somebody's own widget files: a server on this machine, and nothing behind it."""

from __future__ import annotations

import os
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import RedirectResponse
from starlette.routing import Route

from chatkit_server.cli.serving import listen, run, url_of
from chatkit_server.http import web
from chatkit_server.http.errors import EXCEPTION_HANDLERS
from chatkit_server.http.gallery import Gallery
from chatkit_server.http.headers import SecurityHeaders
from chatkit_server.settings import Settings
from widgets import files
from widgets.samples import FileSamples

HOST = "127.0.0.1"


def preview(settings: Settings, paths: Sequence[Path], *, port: int, browse: bool) -> None:
    """Show widget files until the process is told to stop; what changes is shown at once.

    Args:
        settings: Says where the built web client is.
        paths: Files, and folders of ``.widget`` files.
        port: The TCP port; 0 takes any free one.
        browse: Whether to open a browser, where there is one.

    Raises:
        CannotListen: The port is taken.
    """
    sockets = listen(HOST, port)
    url = f"{url_of(HOST, sockets)}/gallery"
    gallery = Gallery([FileSamples(paths)])

    def on_ready() -> None:
        print(f"The widgets are at {url}. Ctrl-C stops it.", flush=True)
        if browse and _has_screen():
            webbrowser.open(url)

    run(preview_app(settings, gallery), sockets, on_ready=on_ready, on_stop=gallery.aclose)


def preview_app(settings: Settings, gallery: Gallery) -> Starlette:
    """The page of the widgets, and the samples that it shows."""
    files.watch()
    return Starlette(
        routes=[
            Route("/", lambda _: RedirectResponse("/gallery")),
            *gallery.routes(),
            *web.gallery_routes(settings),
        ],
        middleware=[Middleware(SecurityHeaders, settings)],
        exception_handlers=EXCEPTION_HANDLERS,
    )


def _has_screen() -> bool:
    """Whether a browser would have a window: one of text would take over the terminal."""
    if sys.platform in {"darwin", "win32"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
