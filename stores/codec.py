"""Threads, items and attachments as text, and back: what comes back equals what was given.

The text is the JSON of the SDK's models, so a NUL character is an escape (PostgreSQL's text cannot
hold one) and a naive moment stays naive.
"""

from __future__ import annotations

from typing import Any

from chatkit.types import (
    Attachment,
    Thread,
    ThreadItem,
    ThreadMetadata,
    UserMessageItem,
    WidgetItem,
)
from chatkit.widgets import DynamicWidgetRoot
from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

_item_adapter: TypeAdapter[ThreadItem] = TypeAdapter(ThreadItem)
_attachment_adapter: TypeAdapter[Attachment] = TypeAdapter(Attachment)

_DYNAMIC = "dynamic_widget"
"""Says of a stored widget that its root was of the class that keeps every property."""


def dump_thread(thread: ThreadMetadata) -> str:
    """Write a thread's metadata; the items of a whole `Thread` are left out."""
    # The SDK saves the thread it works on, which is a Thread when it was just created.
    return thread.model_dump_json(exclude={"items"} if isinstance(thread, Thread) else None)


def load_thread(data: str) -> ThreadMetadata:
    """Read what `dump_thread` wrote."""
    return ThreadMetadata.model_validate_json(data)


def dump_item(item: ThreadItem) -> str:
    """Write an item with every field."""
    if isinstance(item, WidgetItem) and type(item.widget) is DynamicWidgetRoot:
        return to_json({**item.model_dump(mode="json"), _DYNAMIC: True}).decode()
    return item.model_dump_json()


def load_item(thread_id: str, item_type: str, data: str) -> ThreadItem:
    """Read what `dump_item` wrote.

    Args:
        thread_id: Where the item is. A copy has the text of the item it was copied from, which
            still names the thread of that one.
        item_type: The item's type.
        data: The text.
    """
    item = _read_item(item_type, data)
    origin = item.thread_id
    if origin != thread_id:
        item.thread_id = thread_id
        for attachment in item.attachments if isinstance(item, UserMessageItem) else ():
            if attachment.thread_id == origin:
                attachment.thread_id = thread_id
    return item


def _read_item(item_type: str, data: str) -> ThreadItem:
    if item_type != "widget":
        return _item_adapter.validate_json(data)
    fields: dict[str, Any] = from_json(data)
    if fields.pop(_DYNAMIC, False):
        # Left to itself, the SDK's union takes it for the strict class of the same name, which
        # silently drops what it does not know.
        fields["widget"] = DynamicWidgetRoot.model_validate(fields["widget"])
    return WidgetItem.model_validate(fields)


def dump_attachment(attachment: Attachment) -> str:
    """Write an attachment, integration metadata included."""
    return attachment.model_dump_json()


def load_attachment(thread_id: str | None, data: str) -> Attachment:
    """Read what `dump_attachment` wrote; ``thread_id`` is the thread that it belongs to now."""
    attachment = _attachment_adapter.validate_json(data)
    attachment.thread_id = thread_id
    return attachment
