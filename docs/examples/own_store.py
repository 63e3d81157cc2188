"""A store of one's own, and the proof that it keeps what ChatKit needs: ``pytest own_store.py``."""

# ruff: noqa: D101, D102  # what the methods do, `chatkit.store.Store` says

from __future__ import annotations

from collections import defaultdict
from typing import TypeVar

import pytest
from chatkit.store import NotFoundError, Store, StoreItemType
from chatkit.types import Attachment, Page, ThreadItem, ThreadMetadata, WorkflowItem
from pydantic import BaseModel

from stores.ids import new_item_id
from stores.testing import StoreContract

Row = TypeVar("Row", bound=BaseModel)


class MemoryStore(Store[str]):
    """Keeps everything in this process, apart for each owner; the context is the owner's id."""

    def __init__(self) -> None:
        self._threads: dict[str, dict[str, ThreadMetadata]] = defaultdict(dict)
        self._items: dict[tuple[str, str], dict[str, ThreadItem]] = defaultdict(dict)
        self._attachments: dict[str, dict[str, Attachment]] = defaultdict(dict)

    def generate_thread_id(self, context: str) -> str:
        return new_item_id("thread")

    def generate_item_id(
        self, item_type: StoreItemType, thread: ThreadMetadata, context: str
    ) -> str:
        return new_item_id(item_type)

    async def load_thread(self, thread_id: str, context: str) -> ThreadMetadata:
        return _find(self._threads[context], thread_id)

    async def save_thread(self, thread: ThreadMetadata, context: str) -> None:
        # The SDK may hand in a Thread, whose items are none of this method's business.
        fields = {name: getattr(thread, name) for name in ThreadMetadata.model_fields}
        self._threads[context][thread.id] = ThreadMetadata(**fields).model_copy(deep=True)

    async def load_threads(
        self, limit: int, after: str | None, order: str, context: str
    ) -> Page[ThreadMetadata]:
        return _page(self._threads[context], limit, after, order)

    async def delete_thread(self, thread_id: str, context: str) -> None:
        self._threads[context].pop(thread_id, None)
        self._items.pop((context, thread_id), None)

    async def load_thread_items(
        self, thread_id: str, after: str | None, limit: int, order: str, context: str
    ) -> Page[ThreadItem]:
        return _page(self._items[context, thread_id], limit, after, order)

    async def load_item(self, thread_id: str, item_id: str, context: str) -> ThreadItem:
        return _find(self._items[context, thread_id], item_id)

    async def add_thread_item(self, thread_id: str, item: ThreadItem, context: str) -> None:
        old = self._items[context, thread_id].get(item.id)
        # The SDK adds a workflow again when it goes on after a client tool call.
        if old is not None and not (isinstance(old, WorkflowItem) and item.type == "workflow"):
            raise ValueError(f"item {item.id} exists")
        await self.save_item(thread_id, item, context)

    async def save_item(self, thread_id: str, item: ThreadItem, context: str) -> None:
        _find(self._threads[context], thread_id)
        self._items[context, thread_id][item.id] = item.model_copy(deep=True)

    async def delete_thread_item(self, thread_id: str, item_id: str, context: str) -> None:
        self._items[context, thread_id].pop(item_id, None)

    async def save_attachment(self, attachment: Attachment, context: str) -> None:
        self._attachments[context][attachment.id] = attachment.model_copy(deep=True)

    async def load_attachment(self, attachment_id: str, context: str) -> Attachment:
        return _find(self._attachments[context], attachment_id)

    async def delete_attachment(self, attachment_id: str, context: str) -> None:
        self._attachments[context].pop(attachment_id, None)


def _find(rows: dict[str, Row], row_id: str) -> Row:
    if row_id not in rows:
        raise NotFoundError(row_id)
    return rows[row_id].model_copy(deep=True)


def _page(rows: dict[str, Row], limit: int, after: str | None, order: str) -> Page[Row]:
    ids = list(rows) if order == "asc" else list(reversed(rows))  # a dict keeps its order
    if after is not None and after not in rows:
        raise NotFoundError(after)
    start = 0 if after is None else ids.index(after) + 1
    shown = ids[start : start + limit]
    has_more = start + limit < len(ids)
    data = [_find(rows, row_id) for row_id in shown]
    return Page(data=data, has_more=has_more, after=shown[-1] if has_more else None)


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def store(self) -> MemoryStore:
        return MemoryStore()
