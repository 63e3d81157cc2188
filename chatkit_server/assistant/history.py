"""What of a thread a model gets to see: the newest of it, as much as fits."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence

from agents import TResponseInputItem
from chatkit.store import Store
from chatkit.types import WidgetItem

from chatkit_server.assistant.converter import HistoryConverter
from chatkit_server.context import RequestContext

CHARS_PER_TOKEN = 4
"""A rough mean for text in European languages; the budget needs no more."""

PAGE_SIZE = 50
MAX_ITEMS = 200

Describer = Callable[[Sequence[WidgetItem], RequestContext], Awaitable[Mapping[str, str]]]


async def load_history(
    store: Store[RequestContext],
    thread_id: str,
    context: RequestContext,
    describe: Describer,
    *,
    budget: int,
) -> list[TResponseInputItem]:
    """Load a thread's newest items as model input, oldest first.

    Args:
        describe: Says what widgets show, by item id.
        budget: Tokens, roughly. The newest item is always included.
    """
    left = budget * CHARS_PER_TOKEN
    kept: list[list[TResponseInputItem]] = []
    after: str | None = None
    while len(kept) < MAX_ITEMS:
        page = await store.load_thread_items(thread_id, after, PAGE_SIZE, "desc", context)
        widgets = [item for item in page.data if isinstance(item, WidgetItem)]
        converter = HistoryConverter(await describe(widgets, context) if widgets else {})
        for item in page.data:
            inputs = await converter.to_agent_input(item)
            left -= sum(len(json.dumps(part, default=str)) for part in inputs)
            if left < 0 and kept:
                return _oldest_first(kept)
            kept.append(inputs)
        if not page.has_more:
            break
        after = page.after
    return _oldest_first(kept)


def _oldest_first(kept: Sequence[list[TResponseInputItem]]) -> list[TResponseInputItem]:
    return [part for inputs in reversed(kept) for part in inputs]
