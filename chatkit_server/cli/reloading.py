"""Serving while somebody writes the code: each change of a Python file starts the server anew."""

from __future__ import annotations

import logging
import socket
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeAlias

from uvicorn import Config
from uvicorn.supervisors import ChangeReload

Serve: TypeAlias = Callable[[Sequence[socket.socket]], int]
"""Serves on sockets until it is told to stop; returns the exit code. It can be pickled."""


def serve_and_reload(serve: Serve, sockets: Sequence[socket.socket], folder: Path) -> None:
    """Serve in a process of its own, which ends and begins again when a file changes.

    The sockets stay open meanwhile: who asks in between waits. What is being answered ends as it
    does when the server is stopped. Returns when this process is told to stop.

    Args:
        serve: What the process does.
        sockets: Where to listen.
        folder: Whose Python files are watched, with those below.
    """
    # The supervisor's own application is never loaded: the process runs `serve` instead.
    config = Config("none:none", reload=True, reload_dirs=[str(folder)], log_config=None)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)  # which names what has changed
    ChangeReload(config, target=partial(_in_child, serve), sockets=list(sockets)).run()


def _in_child(serve: Serve, sockets: list[socket.socket]) -> None:
    sys.exit(serve(sockets))
