"""What the agent knows of a thread and its user never sees."""

from __future__ import annotations

import json
from typing import Any

from chatkit.types import HiddenContextItem, ThreadMetadata

from chatkit_server.clock import item_now
from stores.ids import new_item_id


def hidden_context(thread: ThreadMetadata, content: Any) -> HiddenContextItem:
    """An item that later turns have in their history, and that no client is ever sent.

    Actions and ``respond`` functions yield it as ``ThreadItemDoneEvent(item=…)``; tools have
    `ChatContext.remember`.

    Args:
        thread: Where it is to be.
        content: Text, or anything that JSON can hold.

    Raises:
        TypeError: JSON cannot hold it.
    """
    json.dumps(content)  # before it is stored: the history could not be read any more
    return HiddenContextItem(
        id=new_item_id("message"), thread_id=thread.id, created_at=item_now(), content=content
    )
