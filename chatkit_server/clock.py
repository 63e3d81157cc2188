"""The moment an item is made, in the form that the SDK itself uses."""

from __future__ import annotations

from datetime import datetime


def item_now() -> datetime:
    """Now, naive and local.

    The SDK subtracts such moments from each other; an aware one among them would break workflows
    that go on after a client tool call. `chatkit_server.wire` adds the offset for clients.
    """
    return datetime.now()  # noqa: DTZ005 # the point of this function
