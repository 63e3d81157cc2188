"""What the parts of the contract share: the fixtures to override, and ways to read a store."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from chatkit.store import Store
from chatkit.types import ThreadItem, ThreadMetadata

from stores.testing import samples

AnyStore = Store[Any]

ORDERS = pytest.mark.parametrize("order", ["asc", "desc"])
THREAD = "thr_contract"


def new_thread(thread_id: str = THREAD, **fields: Any) -> ThreadMetadata:
    """Return a thread without a title."""
    return ThreadMetadata(id=thread_id, created_at=samples.NAIVE, **fields)


def ids(rows: Iterable[Any]) -> list[str]:
    """Return the ids of threads or items, in order."""
    return [row.id for row in rows]


async def load_all(
    store: AnyStore, context: Any, *, order: str = "asc", limit: int = 100, thread_id: str = THREAD
) -> list[ThreadItem]:
    """Page through a thread."""
    found: list[ThreadItem] = []
    after: str | None = None
    while True:
        page = await store.load_thread_items(thread_id, after, limit, order, context)
        assert len(page.data) <= limit
        found += page.data
        if not page.has_more:
            return found
        assert page.after == page.data[-1].id
        after = page.after


async def load_all_threads(
    store: AnyStore, context: Any, *, order: str = "asc", limit: int = 100
) -> list[ThreadMetadata]:
    """Page through the threads of an owner."""
    found: list[ThreadMetadata] = []
    after: str | None = None
    while True:
        page = await store.load_threads(limit, after, order, context)
        assert len(page.data) <= limit
        found += page.data
        if not page.has_more:
            return found
        assert page.after == page.data[-1].id
        after = page.after


@pytest.mark.asyncio
class ContractBase:
    """The store to test and the users to test it with."""

    @pytest.fixture
    def store(self) -> AnyStore:
        """Return the store to test."""
        raise NotImplementedError("a subclass of StoreContract defines the fixture `store`")

    @pytest.fixture
    def context(self) -> Any:
        """Return the context of one user."""
        return "alice"

    @pytest.fixture
    def other_context(self) -> Any:
        """Return the context of another user."""
        return "bob"

    @pytest.fixture
    async def thread(self, store: AnyStore, context: Any) -> ThreadMetadata:
        """Return a thread of the first user, saved and without items."""
        thread = new_thread()
        await store.save_thread(thread, context)
        return thread
