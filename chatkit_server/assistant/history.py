"""What of a thread a model gets to see: the newest of it, as much as fits."""

from __future__ import annotations

import json
from collections.abc import Sequence

from agents import TResponseInputItem
from chatkit.store import Store
from chatkit.types import UserMessageItem, WidgetItem

from chatkit_server.assistant.base import Assistant
from chatkit_server.assistant.converter import FilesForModel, HistoryConverter, tags_of
from chatkit_server.context import RequestContext

CHARS_PER_TOKEN = 4
"""A rough mean for text in European languages; the budget needs no more."""

PAGE_SIZE = 50
MAX_ITEMS = 200

IMAGE_TOKENS = 1_000
"""What an image counts for, roughly: providers reckon by its size, not by its bytes."""


async def load_history(
    store: Store[RequestContext],
    thread_id: str,
    context: RequestContext,
    assistant: Assistant,
    *,
    budget: int,
    files: FilesForModel | None = None,
) -> list[TResponseInputItem]:
    """Load a thread's newest items as model input, oldest first.

    Args:
        assistant: Says what widgets show, what mentions stand for, and what commands mean.
        budget: Tokens, roughly. The newest item is always included.
        files: Tells the model of files.
    """
    left = budget * CHARS_PER_TOKEN
    kept: list[list[TResponseInputItem]] = []
    after: str | None = None
    while len(kept) < MAX_ITEMS:
        page = await store.load_thread_items(thread_id, after, PAGE_SIZE, "desc", context)
        widgets = [item for item in page.data if isinstance(item, WidgetItem)]
        tags = [
            tag for item in page.data if isinstance(item, UserMessageItem) for tag in tags_of(item)
        ]
        converter = HistoryConverter(
            await assistant.describe_widgets(widgets, context) if widgets else {},
            files,
            mentions=await assistant.describe_mentions(tags, context) if tags else {},
            commands=assistant.commands,
        )
        for item in page.data:
            inputs = await converter.to_agent_input(item)
            left -= sum(map(_cost, inputs))
            if left < 0 and kept:
                return _oldest_first(kept)
            kept.append(inputs)
        if not page.has_more:
            break
        after = page.after
    return _oldest_first(kept)


def _oldest_first(kept: Sequence[list[TResponseInputItem]]) -> list[TResponseInputItem]:
    return [part for inputs in reversed(kept) for part in inputs]


def _cost(item: TResponseInputItem) -> int:
    """How much of the budget an item takes, in characters."""
    content = item.get("content")
    if not isinstance(content, list):
        return len(json.dumps(item, default=str))
    return sum(
        IMAGE_TOKENS * CHARS_PER_TOKEN
        if part["type"] == "input_image"
        else len(json.dumps(part, default=str))
        for part in content
    )
