from __future__ import annotations

import pytest
from chatkit.store import NotFoundError
from chatkit.types import CustomTask, GeneratedImageItem

from stores.errors import ItemExistsError
from stores.testing import samples
from stores.testing.base import ids, new_thread
from stores.testing.samples import hidden, message, workflow

THREAD = "thr"


@pytest.fixture(autouse=True)
async def thread(store):
    await store.save_thread(new_thread(THREAD), "alice")


async def load(store):
    return (await store.load_thread_items(THREAD, None, 100, "asc", "alice")).data


async def test_an_item_has_its_place_from_when_it_was_opened(store):
    await store.open_item(THREAD, message(THREAD, "slow", ""), "alice")
    await store.add_thread_item(THREAD, message(THREAD, "quick"), "alice")
    await store.add_thread_item(THREAD, message(THREAD, "slow", "done"), "alice")
    assert await load(store) == [message(THREAD, "slow", "done"), message(THREAD, "quick")]


async def test_a_partial_item_is_shown_with_what_it_has_so_far(store):
    await store.open_item(THREAD, message(THREAD, "a", ""), "alice")
    await store.checkpoint_item(THREAD, message(THREAD, "a", "Hel"), "alice")
    assert await store.load_item(THREAD, "a", "alice") == message(THREAD, "a", "Hel")
    page = await store.load_visible_items(THREAD, None, 10, "asc", "alice")
    assert page.data == [message(THREAD, "a", "Hel")]


@pytest.mark.parametrize("complete", ["add_thread_item", "save_item"])
async def test_a_late_checkpoint_does_not_change_a_complete_item(store, complete):
    await store.open_item(THREAD, message(THREAD, "a", ""), "alice")
    await getattr(store, complete)(THREAD, message(THREAD, "a", "Hello"), "alice")
    await store.checkpoint_item(THREAD, message(THREAD, "a", "Hel"), "alice")
    assert await load(store) == [message(THREAD, "a", "Hello")]
    with pytest.raises(ItemExistsError):
        await store.add_thread_item(THREAD, message(THREAD, "a", "again"), "alice")


async def test_a_checkpoint_of_an_unknown_item_does_nothing(store):
    await store.checkpoint_item(THREAD, message(THREAD, "a"), "alice")
    await store.checkpoint_item("nothing", message(THREAD, "a"), "alice")
    assert await load(store) == []


async def test_opening_a_complete_item_leaves_it_as_it_is(store):
    await store.add_thread_item(THREAD, workflow(THREAD, "w", "one"), "alice")
    await store.open_item(THREAD, workflow(THREAD, "w"), "alice")
    await store.checkpoint_item(THREAD, workflow(THREAD, "w"), "alice")
    assert await load(store) == [workflow(THREAD, "w", "one")]
    assert await store.settle_items(THREAD, "alice") == []


async def test_opening_a_partial_item_again_replaces_its_content(store):
    await store.open_item(THREAD, message(THREAD, "a", "first"), "alice")
    await store.open_item(THREAD, message(THREAD, "a", "second"), "alice")
    assert await load(store) == [message(THREAD, "a", "second")]


async def test_settling_keeps_what_was_said_in_order_and_drops_what_is_empty(store):
    image = GeneratedImageItem(id="i", thread_id=THREAD, created_at=samples.NAIVE)
    opened = [
        message(THREAD, "z", "said"),
        message(THREAD, "empty", " \n"),
        workflow(THREAD, "bare"),
        workflow(THREAD, "w", "thought"),
        image,
        message(THREAD, "a", "also said"),
    ]
    for item in opened:
        await store.open_item(THREAD, item, "alice")
    await store.add_thread_item(THREAD, message(THREAD, "complete", ""), "alice")
    settled = await store.settle_items(THREAD, "alice")
    assert ids(settled) == ["z", "w", "a"]
    assert ids(await load(store)) == ["z", "w", "a", "complete"]
    assert await store.settle_items(THREAD, "alice") == []
    with pytest.raises(ItemExistsError):
        await store.add_thread_item(THREAD, message(THREAD, "z"), "alice")


async def test_nothing_is_at_work_in_what_is_settled(store):
    running = workflow(THREAD, "w", "thought")
    running.workflow.tasks += [
        CustomTask(title="Looking", status_indicator="loading"),
        CustomTask(title="Found", status_indicator="complete"),
    ]
    await store.open_item(THREAD, running, "alice")
    (settled,) = await store.settle_items(THREAD, "alice")
    assert [task.status_indicator for task in settled.workflow.tasks] == [
        "none",
        "none",
        "complete",
    ]
    assert await load(store) == [settled]


async def test_another_owner_can_neither_open_nor_checkpoint_nor_settle(store):
    await store.open_item(THREAD, message(THREAD, "a", "mine"), "alice")
    with pytest.raises(NotFoundError):
        await store.open_item(THREAD, message(THREAD, "b"), "bob")
    await store.checkpoint_item(THREAD, message(THREAD, "a", "stolen"), "bob")
    assert await store.settle_items(THREAD, "bob") == []
    assert await load(store) == [message(THREAD, "a", "mine")]
    assert ids(await store.settle_items(THREAD, "alice")) == ["a"]


async def test_a_hidden_item_can_be_opened_and_stays_hidden(store):
    await store.open_item(THREAD, hidden(THREAD, "h"), "alice")
    assert (await store.load_visible_items(THREAD, None, 10, "asc", "alice")).data == []
    assert ids(await store.settle_items(THREAD, "alice")) == ["h"]
