"""The model that is built in: offline, deterministic, at home in task language.

A message goes through ``intents`` (what it asks for, as ``commands``), ``followups`` (what it
means in its conversation), and ``worker`` (the tool calls, and the reply).
"""

from __future__ import annotations

from chatkit_server.assistant.embedded.model import EmbeddedModel

__all__ = ["EmbeddedModel"]
