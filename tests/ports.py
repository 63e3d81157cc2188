"""Ports of loopback for servers that are told where to listen."""

from __future__ import annotations

import secrets
import socket
from contextlib import suppress

LOWEST, HIGHEST = 20_000, 32_000
"""Between what needs rights and what systems give to connections by themselves."""


def free_port() -> int:
    """A port that nobody listens on, and that no connection gets before somebody does."""
    while True:
        port = LOWEST + secrets.randbelow(HIGHEST - LOWEST)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
