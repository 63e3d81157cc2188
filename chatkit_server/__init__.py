"""A self-hosted ChatKit server.

The public API. Its names are imported when they are first used, because the Agents SDK behind them
takes more than a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chatkit_server.app import create_app
    from chatkit_server.assistant.base import ActionCall, Assistant, ChatAgent, ClientConfig, Turn
    from chatkit_server.assistant.client_tools import ClientTool
    from chatkit_server.assistant.context import ChatContext
    from chatkit_server.assistant.hidden import hidden_context
    from chatkit_server.assistant.host import Host
    from chatkit_server.assistant.questions import Question, ask_user
    from chatkit_server.assistant.refusals import Refusal
    from chatkit_server.context import RequestContext, User
    from chatkit_server.errors import InvalidRequest, ServerError
    from chatkit_server.mounting import lifespan
    from chatkit_server.settings import Settings

__all__ = [
    "ActionCall",
    "Assistant",
    "ChatAgent",
    "ChatContext",
    "ClientConfig",
    "ClientTool",
    "Host",
    "InvalidRequest",
    "Question",
    "Refusal",
    "RequestContext",
    "ServerError",
    "Settings",
    "Turn",
    "User",
    "ask_user",
    "create_app",
    "hidden_context",
    "lifespan",
]

_HOMES = {
    "ActionCall": "chatkit_server.assistant.base",
    "Assistant": "chatkit_server.assistant.base",
    "ChatAgent": "chatkit_server.assistant.base",
    "ChatContext": "chatkit_server.assistant.context",
    "ClientConfig": "chatkit_server.assistant.base",
    "ClientTool": "chatkit_server.assistant.client_tools",
    "Host": "chatkit_server.assistant.host",
    "InvalidRequest": "chatkit_server.errors",
    "Question": "chatkit_server.assistant.questions",
    "Refusal": "chatkit_server.assistant.refusals",
    "RequestContext": "chatkit_server.context",
    "ServerError": "chatkit_server.errors",
    "Settings": "chatkit_server.settings",
    "Turn": "chatkit_server.assistant.base",
    "User": "chatkit_server.context",
    "ask_user": "chatkit_server.assistant.questions",
    "create_app": "chatkit_server.app",
    "hidden_context": "chatkit_server.assistant.hidden",
    "lifespan": "chatkit_server.mounting",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
