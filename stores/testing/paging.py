"""What is listed, and in which order."""

# ruff: noqa: D102  # the names of the tests say what they check

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from chatkit.store import NotFoundError
from chatkit.types import ThreadMetadata

from stores.testing import samples
from stores.testing.base import (
    ORDERS,
    THREAD,
    AnyStore,
    ContractBase,
    ids,
    load_all,
    load_all_threads,
    new_thread,
)
from stores.testing.samples import hidden, message


class Paging(ContractBase):
    """Every row once, in the order of adding, until it is deleted."""

    @ORDERS
    @pytest.mark.parametrize("limit", [1, 2, 3, 6, 7])
    async def test_paging_shows_every_item_once_in_the_order_of_adding(
        self, store: AnyStore, context: Any, thread: ThreadMetadata, order: str, limit: int
    ) -> None:
        names = ["f", "b", "e", "a", "d", "c"]
        for name in names:  # all at the same moment
            await store.add_thread_item(THREAD, message(THREAD, name), context)
        expected = names if order == "asc" else names[::-1]
        assert ids(await load_all(store, context, order=order, limit=limit)) == expected

    @ORDERS
    async def test_a_clock_that_runs_backwards_does_not_change_the_order_of_items(
        self, store: AnyStore, context: Any, thread: ThreadMetadata, order: str
    ) -> None:
        names = ["a", "b", "c"]
        for index, name in enumerate(names):
            earlier = {"created_at": samples.NAIVE - timedelta(hours=index)}
            item = message(THREAD, name).model_copy(update=earlier)
            await store.add_thread_item(THREAD, item, context)
        expected = names if order == "asc" else names[::-1]
        assert ids(await load_all(store, context, order=order, limit=2)) == expected

    @ORDERS
    @pytest.mark.parametrize("limit", [1, 2, 4, 5])
    async def test_paging_shows_every_thread_once_in_order(
        self, store: AnyStore, context: Any, other_context: Any, order: str, limit: int
    ) -> None:
        names = ["thr_d", "thr_b", "thr_c", "thr_a"]
        for name in names:  # all at the same moment
            await store.save_thread(new_thread(name), context)
            await store.save_thread(new_thread(f"{name}_other"), other_context)
        expected = names if order == "asc" else names[::-1]
        assert ids(await load_all_threads(store, context, order=order, limit=limit)) == expected

    async def test_the_last_page_says_that_nothing_follows(
        self, store: AnyStore, context: Any, thread: ThreadMetadata
    ) -> None:
        for name in "ab":
            await store.add_thread_item(THREAD, message(THREAD, name), context)
        page = await store.load_thread_items(THREAD, None, 2, "asc", context)
        assert (ids(page.data), page.has_more, page.after) == (["a", "b"], False, None)
        page = await store.load_thread_items(THREAD, "b", 2, "asc", context)
        assert (page.data, page.has_more) == ([], False)

    async def test_a_page_may_start_after_a_hidden_item(
        self, store: AnyStore, context: Any, thread: ThreadMetadata
    ) -> None:
        for item in (message(THREAD, "a"), hidden(THREAD, "h"), message(THREAD, "b")):
            await store.add_thread_item(THREAD, item, context)
        assert ids(await load_all(store, context)) == ["a", "h", "b"]
        page = await store.load_thread_items(THREAD, "h", 10, "asc", context)
        assert ids(page.data) == ["b"]
        page = await store.load_thread_items(THREAD, "h", 10, "desc", context)
        assert ids(page.data) == ["a"]

    @ORDERS
    async def test_items_that_come_while_paging_hide_no_others(
        self, store: AnyStore, context: Any, thread: ThreadMetadata, order: str
    ) -> None:
        before = [f"before_{index}" for index in range(9)]
        for name in before:
            await store.add_thread_item(THREAD, message(THREAD, name), context)
        seen: list[str] = []
        after: str | None = None
        for round_ in range(9):
            page, _ = await asyncio.gather(
                store.load_thread_items(THREAD, after, 2, order, context),
                store.add_thread_item(THREAD, message(THREAD, f"new_{round_}"), context),
            )
            seen += ids(page.data)
            after = seen[-1]
            if set(before) <= set(seen):
                break
        assert len(set(seen)) == len(seen)
        assert [name for name in seen if name in before] == (
            before if order == "asc" else before[::-1]
        )

    async def test_a_deleted_thread_takes_its_items_with_it(
        self, store: AnyStore, context: Any, thread: ThreadMetadata
    ) -> None:
        await store.save_thread(new_thread("thr_second"), context)
        for name in (THREAD, "thr_second"):
            await store.add_thread_item(name, message(name, f"{name}_a"), context)
        await store.delete_thread(THREAD, context)
        with pytest.raises(NotFoundError):
            await store.load_thread(THREAD, context)
        with pytest.raises(NotFoundError):
            await store.load_item(THREAD, f"{THREAD}_a", context)
        assert ids(await load_all_threads(store, context)) == ["thr_second"]
        assert ids(await load_all(store, context, thread_id="thr_second")) == ["thr_second_a"]
        await store.save_thread(new_thread(), context)
        assert await load_all(store, context) == []

    async def test_a_deleted_item_is_gone_and_the_others_stay_in_order(
        self, store: AnyStore, context: Any, thread: ThreadMetadata
    ) -> None:
        for name in "abc":
            await store.add_thread_item(THREAD, message(THREAD, name), context)
        await store.delete_thread_item(THREAD, "c", context)
        await store.delete_thread_item(THREAD, "a", context)
        with pytest.raises(NotFoundError):
            await store.load_item(THREAD, "a", context)
        await store.add_thread_item(THREAD, message(THREAD, "d"), context)
        assert ids(await load_all(store, context)) == ["b", "d"]

    async def test_an_item_that_was_never_saved_can_be_deleted(
        self, store: AnyStore, context: Any, thread: ThreadMetadata
    ) -> None:
        await store.delete_thread_item(THREAD, "never", context)
        assert await load_all(store, context) == []

    async def test_a_deleted_attachment_is_gone(self, store: AnyStore, context: Any) -> None:
        first, second = samples.attachments()[:2]
        await store.save_attachment(first, context)
        await store.save_attachment(second, context)
        await store.delete_attachment(first.id, context)
        with pytest.raises(NotFoundError):
            await store.load_attachment(first.id, context)
        assert await store.load_attachment(second.id, context) == second
