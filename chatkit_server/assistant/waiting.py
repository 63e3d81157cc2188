"""What waits for the user or the page ends when the user goes on without it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from chatkit.types import (
    ClientToolCallItem,
    StructuredInputAnswer,
    StructuredInputItem,
    ThreadItem,
    ThreadItemReplacedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    UserMessageItem,
    WidgetItem,
)

from chatkit_server.approvals.cards import is_card
from chatkit_server.approvals.service import Approvals
from chatkit_server.context import RequestContext
from stores.sql_store import SQLStore

WINDOW: Final = 20
"""Newest items among which it is looked for: those of the last answer."""

NO_RESULT: Final = {"error": "The page gave no result before the user went on."}
"""What the model is told of a tool of the page that never answered."""


async def end_waiting(
    thread: ThreadMetadata,
    message: UserMessageItem,
    store: SQLStore[RequestContext],
    approvals: Approvals,
    context: RequestContext,
) -> AsyncIterator[ThreadStreamEvent]:
    """End what the last answer waits for: its questions are skipped, its approvals withdrawn.

    Args:
        message: The user's new message.
    """
    page = await store.load_thread_items(thread.id, None, WINDOW, "desc", context)
    for item in page.data:
        if isinstance(item, UserMessageItem) and item.id != message.id:
            return
        if isinstance(item, WidgetItem) and is_card(item):
            async for event in approvals.withdraw(item, context):
                yield event
        elif (ended := _ended(item)) is not None:
            yield ThreadItemReplacedEvent(item=ended)


def _ended(item: ThreadItem) -> ThreadItem | None:
    match item:
        case ClientToolCallItem(status="pending"):
            return item.model_copy(update={"status": "completed", "output": NO_RESULT})
        case StructuredInputItem(status="pending"):
            skipped = StructuredInputAnswer(skipped=True)
            inputs = [each.model_copy(update={"answer": skipped}) for each in item.inputs]
            return item.model_copy(update={"status": "skipped", "inputs": inputs})
    return None
