"""What an agent's tools find in their run context."""

from __future__ import annotations

from collections.abc import Sequence

from chatkit.agents import AgentContext
from chatkit.types import ThreadItem, ThreadItemDoneEvent

from chatkit_server.context import RequestContext


class ChatContext(AgentContext[RequestContext]):
    """The thread, the store, the user (``request_context``), and the message being answered.

    Attributes:
        message_id: The user message this response answers; None after a client tool's result.
            It stays the same when the answer is retried, so a tool can use it to do its work
            only once.
    """

    message_id: str | None = None

    async def show(self, items: Sequence[ThreadItem]) -> None:
        """Add items to the thread, where the conversation is now."""
        for item in items:
            await self.stream(ThreadItemDoneEvent(item=item))
