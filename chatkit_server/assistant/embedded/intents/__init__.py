"""From a message to the commands in it. Each module reads one kind of request."""

from __future__ import annotations

from chatkit_server.assistant.embedded.intents.messages import read_message

__all__ = ["read_message"]
