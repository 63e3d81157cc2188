"""A self-hosted ChatKit server.

The public API: `create_app`, `Settings` and `Assistant`. They are imported when they are first
used, because the Agents SDK behind them takes more than a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chatkit_server.app import create_app
    from chatkit_server.assistant.base import Assistant
    from chatkit_server.settings import Settings

__all__ = ["Assistant", "Settings", "create_app"]

_HOMES = {
    "Assistant": "chatkit_server.assistant.base",
    "Settings": "chatkit_server.settings",
    "create_app": "chatkit_server.app",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
