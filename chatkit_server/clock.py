"""What time it is: for the server, and in the form that the SDK itself uses for items."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]
"""Gives the moment, UTC."""


def utc_now() -> datetime:
    """The clock of the machine."""
    return datetime.now(UTC)


def item_now() -> datetime:
    """Now, naive and local.

    The SDK subtracts such moments from each other; an aware one among them would break workflows
    that go on after a client tool call. `chatkit_server.wire` adds the offset for clients.
    """
    return datetime.now()  # noqa: DTZ005 # the point of this function
