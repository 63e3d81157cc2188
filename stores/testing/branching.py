"""What a branch of a thread keeps: for stores that have `branch_thread` as `SQLStore` does."""

# ruff: noqa: D102  # the names of the tests say what they check

from __future__ import annotations

from typing import Any

import pytest
from chatkit.store import NotFoundError
from chatkit.types import (
    FileAttachment,
    InferenceOptions,
    ThreadMetadata,
    UserMessageItem,
    UserMessageTextContent,
)

from stores.errors import ItemUnfinishedError
from stores.testing import samples
from stores.testing.base import (
    THREAD,
    ContractBase,
    ids,
    load_all,
    load_all_threads,
    new_thread,
)
from stores.testing.samples import hidden, message

BRANCH = "thr_branch"


def with_file(thread_id: str, attachment: FileAttachment) -> UserMessageItem:
    """Return a user's message with a file."""
    return UserMessageItem(
        id="msg_file",
        thread_id=thread_id,
        created_at=samples.NAIVE,
        content=[UserMessageTextContent(text="See the file")],
        attachments=[attachment.model_copy(update={"thread_id": thread_id})],
        inference_options=InferenceOptions(),
    )


class Branching(ContractBase):
    """Two threads with the same beginning, each of which may be changed and deleted."""

    @pytest.fixture
    async def source(self, store: Any, context: Any, thread: ThreadMetadata) -> list[str]:
        """Return the ids of the items of a thread that can be branched."""
        for name in "abc":
            await store.add_thread_item(THREAD, message(THREAD, name), context)
            await store.add_thread_item(THREAD, hidden(THREAD, f"hidden {name}"), context)
        return ids(await load_all(store, context))

    @pytest.mark.parametrize(("including", "kept"), [(True, 3), (False, 2)])
    async def test_a_branch_has_what_came_before_in_its_order(
        self, store: Any, context: Any, source: list[str], including: bool, kept: int
    ) -> None:
        branch = new_thread(BRANCH, title="Again", metadata={"from": THREAD})
        await store.branch_thread(THREAD, "b", branch, context, including=including)
        copied = await load_all(store, context, thread_id=BRANCH)
        assert ids(copied) == source[:kept]
        assert {item.thread_id for item in copied} == {BRANCH}
        assert copied[0] == message(BRANCH, "a")
        assert await store.load_thread(BRANCH, context) == branch
        assert ids(await load_all_threads(store, context, order="desc")) == [BRANCH, THREAD]
        assert ids(await load_all(store, context)) == source

    async def test_a_branch_goes_on_where_it_was_cut(
        self, store: Any, context: Any, source: list[str]
    ) -> None:
        await store.branch_thread(THREAD, "b", new_thread(BRANCH), context, including=True)
        await store.add_thread_item(BRANCH, message(BRANCH, "d"), context)
        await store.add_thread_item(THREAD, message(THREAD, "e"), context)
        assert ids(await load_all(store, context, thread_id=BRANCH)) == [*source[:3], "d"]
        assert ids(await load_all(store, context)) == [*source, "e"]
        page = await store.load_thread_items(BRANCH, "d", 1, "desc", context)
        assert ids(page.data) == ["b"]

    async def test_a_branch_at_the_first_item_is_empty(
        self, store: Any, context: Any, source: list[str]
    ) -> None:
        await store.branch_thread(THREAD, "a", new_thread(BRANCH), context, including=False)
        assert await load_all(store, context, thread_id=BRANCH) == []
        await store.add_thread_item(BRANCH, message(BRANCH, "a"), context)
        assert ids(await load_all(store, context, thread_id=BRANCH)) == ["a"]

    async def test_changing_one_of_both_leaves_the_other_as_it_is(
        self, store: Any, context: Any, source: list[str]
    ) -> None:
        await store.branch_thread(THREAD, "b", new_thread(BRANCH), context, including=True)
        await store.save_item(BRANCH, message(BRANCH, "a", "changed"), context)
        await store.delete_thread_item(THREAD, "b", context)
        assert await store.load_item(THREAD, "a", context) == message(THREAD, "a")
        assert await store.load_item(BRANCH, "b", context) == message(BRANCH, "b")
        await store.delete_thread(THREAD, context)
        assert ids(await load_all(store, context, thread_id=BRANCH)) == source[:3]

    @pytest.mark.parametrize("item", samples.items(THREAD), ids=lambda item: item.id)
    async def test_an_item_is_copied_with_every_field(
        self, store: Any, context: Any, thread: ThreadMetadata, item: Any
    ) -> None:
        await store.add_thread_item(THREAD, item, context)
        await store.add_thread_item(THREAD, message(THREAD, "end"), context)
        await store.branch_thread(THREAD, "end", new_thread(BRANCH), context, including=False)
        (copied,) = await load_all(store, context, thread_id=BRANCH)
        (given,) = [same for same in samples.items(BRANCH) if same.id == item.id]
        assert copied == given

    async def test_another_owners_thread_is_not_copied(
        self, store: Any, context: Any, other_context: Any, source: list[str]
    ) -> None:
        with pytest.raises(NotFoundError):
            await store.branch_thread(
                THREAD, "b", new_thread(BRANCH), other_context, including=True
            )
        with pytest.raises(NotFoundError):
            await store.load_thread(BRANCH, other_context)

    @pytest.mark.parametrize(
        ("thread_id", "item_id"),
        [(THREAD, "nothing"), ("thr_nothing", "a"), (THREAD, "hidden a"), (THREAD, "nul \x00")],
    )
    async def test_what_is_unknown_cannot_be_branched(
        self, store: Any, context: Any, source: list[str], thread_id: str, item_id: str
    ) -> None:
        with pytest.raises(NotFoundError):
            await store.branch_thread(
                thread_id, item_id, new_thread(BRANCH), context, including=True
            )
        assert ids(await load_all_threads(store, context)) == [THREAD]

    async def test_what_is_still_being_said_is_not_copied(
        self, store: Any, context: Any, source: list[str]
    ) -> None:
        await store.open_item(THREAD, message(THREAD, "open"), context)
        with pytest.raises(ItemUnfinishedError):
            await store.branch_thread(THREAD, "open", new_thread(BRANCH), context, including=True)
        assert ids(await load_all_threads(store, context)) == [THREAD]
        await store.branch_thread(THREAD, "open", new_thread(BRANCH), context, including=False)
        assert ids(await load_all(store, context, thread_id=BRANCH)) == source

    async def test_an_attachment_is_there_as_long_as_a_thread_has_it(
        self, store: Any, context: Any, other_context: Any, thread: ThreadMetadata
    ) -> None:
        attachment = FileAttachment(id="atc_shared", name="a.txt", mime_type="text/plain")
        sent = with_file(THREAD, attachment)
        await store.save_attachment(sent.attachments[0], context)
        await store.add_thread_item(THREAD, sent, context)
        await store.branch_thread(THREAD, sent.id, new_thread(BRANCH), context, including=True)
        second = new_thread("thr_second")
        await store.branch_thread(BRANCH, sent.id, second, context, including=True)
        (copied,) = await load_all(store, context, thread_id=BRANCH)
        assert copied == with_file(BRANCH, attachment)

        await store.delete_thread(THREAD, context)
        assert (await store.load_attachment("atc_shared", context)).name == "a.txt"
        await store.delete_thread(BRANCH, context)
        last = await store.load_attachment("atc_shared", context)
        assert last.thread_id == "thr_second"
        with pytest.raises(NotFoundError):
            await store.load_attachment("atc_shared", other_context)
        await store.delete_thread("thr_second", context)
        with pytest.raises(NotFoundError):
            await store.load_attachment("atc_shared", context)

    async def test_an_attachment_that_is_sent_again_stays_with_its_thread(
        self, store: Any, context: Any, thread: ThreadMetadata
    ) -> None:
        attachment = FileAttachment(id="atc_again", name="a.txt", mime_type="text/plain")
        await store.save_thread(new_thread(BRANCH), context)
        for thread_id in (THREAD, BRANCH):
            sent = attachment.model_copy(update={"thread_id": thread_id})
            await store.save_attachment(sent, context)
        assert (await store.load_attachment("atc_again", context)).thread_id == THREAD
        await store.delete_thread(BRANCH, context)
        assert (await store.load_attachment("atc_again", context)).thread_id == THREAD
        await store.delete_thread(THREAD, context)
        with pytest.raises(NotFoundError):
            await store.load_attachment("atc_again", context)
