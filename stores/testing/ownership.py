"""Whose things are whose."""

# ruff: noqa: D102  # the names of the tests say what they check

from __future__ import annotations

from contextlib import suppress
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
    new_thread,
)
from stores.testing.samples import message


class Ownership(ContractBase):
    """Another owner's things are as unknown as those that do not exist."""

    async def test_another_owners_thread_is_unknown(
        self, store: AnyStore, context: Any, other_context: Any, thread: ThreadMetadata
    ) -> None:
        await store.add_thread_item(THREAD, message(THREAD, "a"), context)
        with pytest.raises(NotFoundError):
            await store.load_thread(THREAD, other_context)
        with pytest.raises(NotFoundError):
            await store.load_item(THREAD, "a", other_context)
        assert (await store.load_threads(10, None, "desc", other_context)).data == []
        with suppress(NotFoundError):  # or else, as the SDK's own stores do, it looks empty
            page = await store.load_thread_items(THREAD, None, 10, "asc", other_context)
            assert page.data == []
            assert not page.has_more

    async def test_another_owners_thread_cannot_be_changed(
        self, store: AnyStore, context: Any, other_context: Any, thread: ThreadMetadata
    ) -> None:
        first = message(THREAD, "a", "mine")
        await store.add_thread_item(THREAD, first, context)
        for intrusion in (
            store.save_thread(new_thread(title="stolen"), other_context),
            store.save_item(THREAD, message(THREAD, "a", "stolen"), other_context),
            store.delete_thread_item(THREAD, "a", other_context),
            store.delete_thread(THREAD, other_context),
        ):
            # Some stores keep the owners' ids apart, and may even accept the call.
            with suppress(NotFoundError):
                await intrusion
            assert await store.load_thread(THREAD, context) == thread
            assert await load_all(store, context) == [first]

    async def test_items_cannot_be_put_into_another_owners_thread(
        self, store: AnyStore, context: Any, other_context: Any, thread: ThreadMetadata
    ) -> None:
        with pytest.raises(NotFoundError):
            await store.add_thread_item(THREAD, message(THREAD, "a"), other_context)
        with pytest.raises(NotFoundError):
            await store.save_item(THREAD, message(THREAD, "b"), other_context)
        assert await load_all(store, context) == []

    async def test_an_item_is_only_found_in_its_own_thread(
        self, store: AnyStore, context: Any, thread: ThreadMetadata
    ) -> None:
        await store.save_thread(new_thread("thr_second"), context)
        await store.add_thread_item(THREAD, message(THREAD, "a"), context)
        with pytest.raises(NotFoundError):
            await store.load_item("thr_second", "a", context)
        await store.delete_thread_item("thr_second", "a", context)
        assert ids(await load_all(store, context)) == ["a"]

    async def test_another_owners_attachment_is_unknown_and_cannot_be_changed(
        self, store: AnyStore, context: Any, other_context: Any
    ) -> None:
        attachment = samples.attachments()[1]
        await store.save_attachment(attachment, context)
        with pytest.raises(NotFoundError):
            await store.load_attachment(attachment.id, other_context)
        stolen = attachment.model_copy(update={"name": "stolen"})
        for intrusion in (
            store.save_attachment(stolen, other_context),
            store.delete_attachment(attachment.id, other_context),
        ):
            with suppress(NotFoundError):
                await intrusion
            assert await store.load_attachment(attachment.id, context) == attachment

    @pytest.mark.parametrize("unknown", ["nothing", "", "nul \x00", "half \ud800", "日本"])
    async def test_what_does_not_exist_is_not_found(
        self, store: AnyStore, context: Any, thread: ThreadMetadata, unknown: str
    ) -> None:
        with pytest.raises(NotFoundError):
            await store.load_thread(unknown, context)
        with pytest.raises(NotFoundError):
            await store.load_item(THREAD, unknown, context)
        with pytest.raises(NotFoundError):
            await store.load_item(unknown, "a", context)
        with pytest.raises(NotFoundError):
            await store.load_attachment(unknown, context)
        with pytest.raises(NotFoundError):
            await store.add_thread_item(unknown, message(THREAD, "a"), context)
        with pytest.raises(NotFoundError):
            await store.save_item(unknown, message(THREAD, "a"), context)

    @ORDERS
    async def test_a_page_after_an_unknown_row_is_not_found(
        self, store: AnyStore, context: Any, thread: ThreadMetadata, order: str
    ) -> None:
        await store.add_thread_item(THREAD, message(THREAD, "a"), context)
        with pytest.raises(NotFoundError):
            await store.load_thread_items(THREAD, "nothing", 10, order, context)
        with pytest.raises(NotFoundError):
            await store.load_threads(10, "nothing", order, context)
