"""What is kept, and what keeping it again does."""

# ruff: noqa: D102  # the names of the tests say what they check

from __future__ import annotations

from typing import Any

import pytest
from chatkit.types import ThreadItem, ThreadMetadata

from stores.testing import samples
from stores.testing.base import (
    THREAD,
    AnyStore,
    ContractBase,
    ids,
    load_all,
    load_all_threads,
    new_thread,
)
from stores.testing.samples import hidden, message, workflow


class Contents(ContractBase):
    """What comes back equals what was given, and is replaced only where it may be."""

    async def test_ids_are_unique_and_say_what_they_are_for(
        self, store: AnyStore, context: Any
    ) -> None:
        thread = new_thread()
        made = [store.generate_thread_id(context) for _ in range(1000)]
        made += [store.generate_item_id("message", thread, context) for _ in range(1000)]
        assert len(set(made)) == len(made)

    @pytest.mark.parametrize(
        "item", samples.items(THREAD), ids=lambda item: f"{item.type}-{item.id}"
    )
    async def test_an_item_comes_back_as_it_was_given(
        self, store: AnyStore, context: Any, thread: ThreadMetadata, item: ThreadItem
    ) -> None:
        given = item.model_copy(deep=True)
        await store.add_thread_item(THREAD, item, context)
        assert item == given
        for loaded in (
            await store.load_item(THREAD, item.id, context),
            *await load_all(store, context),
        ):
            assert loaded == given
            assert loaded.created_at.utcoffset() == given.created_at.utcoffset()
        await store.save_item(THREAD, given, context)
        assert await load_all(store, context) == [given]

    @pytest.mark.parametrize("given", samples.threads(), ids=lambda thread: thread.id)
    async def test_a_thread_comes_back_as_it_was_given(
        self, store: AnyStore, context: Any, given: ThreadMetadata
    ) -> None:
        await store.save_thread(given, context)
        loaded = await store.load_thread(given.id, context)
        assert loaded == given
        assert loaded.created_at.utcoffset() == given.created_at.utcoffset()
        assert await load_all_threads(store, context) == [given]

    @pytest.mark.parametrize("given", samples.attachments(), ids=lambda attachment: attachment.id)
    async def test_an_attachment_comes_back_as_it_was_given(
        self, store: AnyStore, context: Any, thread: ThreadMetadata, given: Any
    ) -> None:
        await store.save_attachment(given, context)
        assert await store.load_attachment(given.id, context) == given
        sent = given.model_copy(update={"thread_id": THREAD, "upload_descriptor": None})
        await store.save_attachment(sent, context)
        assert await store.load_attachment(given.id, context) == sent

    async def test_what_was_loaded_can_be_changed_without_changing_the_store(
        self, store: AnyStore, context: Any, thread: ThreadMetadata
    ) -> None:
        await store.add_thread_item(THREAD, message(THREAD, "a"), context)
        loaded: Any = await store.load_item(THREAD, "a", context)
        loaded.content.clear()
        loaded_thread = await store.load_thread(THREAD, context)
        loaded_thread.metadata["changed"] = True
        assert await store.load_item(THREAD, "a", context) == message(THREAD, "a")
        assert await store.load_thread(THREAD, context) == thread

    async def test_saving_a_thread_again_updates_it(
        self, store: AnyStore, context: Any, thread: ThreadMetadata
    ) -> None:
        await store.add_thread_item(THREAD, message(THREAD, "a"), context)
        renamed = new_thread(title="Groceries", metadata={"a": 1})
        await store.save_thread(renamed, context)
        assert await load_all_threads(store, context) == [renamed]
        assert ids(await load_all(store, context)) == ["a"]

    async def test_saving_an_item_replaces_it_in_its_place(
        self, store: AnyStore, context: Any, thread: ThreadMetadata
    ) -> None:
        for name in "abc":
            await store.add_thread_item(THREAD, message(THREAD, name), context)
        await store.save_item(THREAD, message(THREAD, "b", "changed"), context)
        assert await load_all(store, context) == [
            message(THREAD, "a"),
            message(THREAD, "b", "changed"),
            message(THREAD, "c"),
        ]

    async def test_saving_an_unknown_item_adds_it_at_the_end(
        self, store: AnyStore, context: Any, thread: ThreadMetadata
    ) -> None:
        await store.add_thread_item(THREAD, message(THREAD, "b"), context)
        await store.save_item(THREAD, message(THREAD, "a"), context)
        assert ids(await load_all(store, context)) == ["b", "a"]

    async def test_a_workflow_that_goes_on_after_a_client_tool_call_is_added_twice(
        self, store: AnyStore, context: Any, thread: ThreadMetadata
    ) -> None:
        await store.add_thread_item(THREAD, workflow(THREAD, "w", "one"), context)
        await store.add_thread_item(THREAD, message(THREAD, "a"), context)
        longer = workflow(THREAD, "w", "one", "two")
        await store.add_thread_item(THREAD, longer, context)
        assert await load_all(store, context) == [longer, message(THREAD, "a")]

    @pytest.mark.parametrize(
        "first",
        [message(THREAD, "a"), workflow(THREAD, "a", "one"), hidden(THREAD, "a")],
        ids=lambda item: item.type,
    )
    async def test_adding_another_item_of_the_same_id_fails_and_changes_nothing(
        self, store: AnyStore, context: Any, thread: ThreadMetadata, first: ThreadItem
    ) -> None:
        await store.add_thread_item(THREAD, first, context)
        with pytest.raises(Exception):  # noqa: B017  # which one is the store's own affair
            await store.add_thread_item(THREAD, message(THREAD, "a", "again"), context)
        assert await load_all(store, context) == [first]
