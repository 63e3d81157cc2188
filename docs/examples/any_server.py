"""`SQLStore` in a plain ChatKitServer, with a request context of one's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from chatkit.server import ChatKitServer
from chatkit.types import (
    AssistantMessageContent,
    AssistantMessageItem,
    ThreadItemDoneEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    UserMessageItem,
)

from stores.engine import create_engine
from stores.migrations import upgrade
from stores.sql_store import SQLStore


@dataclass(frozen=True)
class Visitor:
    """Who asks."""

    tenant: str
    user: str


class EchoServer(ChatKitServer[Visitor]):
    """Says back what it was told."""

    async def respond(
        self, thread: ThreadMetadata, input_user_message: UserMessageItem | None, context: Visitor
    ) -> AsyncIterator[ThreadStreamEvent]:
        """Answer a message."""
        parts = input_user_message.content if input_user_message else []
        text = "".join(part.text for part in parts)
        yield ThreadItemDoneEvent(
            item=AssistantMessageItem(
                id=self.store.generate_item_id("message", thread, context),
                thread_id=thread.id,
                created_at=datetime.now(UTC),
                content=[AssistantMessageContent(text=text)],
            )
        )


@asynccontextmanager
async def open_server(database_url: str) -> AsyncIterator[EchoServer]:
    """A server on a database; whose data a visitor sees is decided by ``owner``."""
    engine = create_engine(database_url)
    try:
        await upgrade(engine)
        yield EchoServer(
            SQLStore[Visitor](engine, owner=lambda visitor: f"{visitor.tenant}/{visitor.user}")
        )
    finally:
        await engine.dispose()
