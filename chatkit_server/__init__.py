"""A self-hosted ChatKit server.

The public API: `create_app`, `Settings`, `Assistant` with its `ClientConfig`, and the `Turn` that
an assistant's own function answers. They are imported when they are first used, because the Agents
SDK behind them takes more than a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chatkit_server.app import create_app
    from chatkit_server.assistant.base import Assistant, ClientConfig, Turn
    from chatkit_server.settings import Settings

__all__ = ["Assistant", "ClientConfig", "Settings", "Turn", "create_app"]

_HOMES = {
    "Assistant": "chatkit_server.assistant.base",
    "ClientConfig": "chatkit_server.assistant.base",
    "Settings": "chatkit_server.settings",
    "Turn": "chatkit_server.assistant.base",
    "create_app": "chatkit_server.app",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
