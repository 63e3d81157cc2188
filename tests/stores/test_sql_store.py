from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest
from chatkit.store import NotFoundError
from chatkit.types import Page, Thread
from sqlalchemy import func, select

from stores import tables
from stores.errors import ItemExistsError
from stores.leases import RunLeases
from stores.scope import ThreadScope
from stores.testing import samples
from stores.testing.base import ids, new_thread
from stores.testing.samples import hidden, message

THREAD = "thr"


@pytest.fixture(autouse=True)
async def thread(store):
    await store.save_thread(new_thread(THREAD), "alice")


async def count(engine, table) -> int:
    async with engine.connect() as connection:
        return (await connection.execute(select(func.count()).select_from(table))).scalar()


# Hidden items


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("limit", [1, 2, 3])
async def test_pages_for_a_client_are_full_although_items_are_hidden(store, order, limit):
    for index in range(4):
        await store.add_thread_item(THREAD, message(THREAD, f"m{index}"), "alice")
        for part in "abc":
            await store.add_thread_item(THREAD, hidden(THREAD, f"h{index}{part}"), "alice")
    seen, after = [], None
    while True:
        page = await store.load_visible_items(THREAD, after, limit, order, "alice")
        seen += ids(page.data)
        if not page.has_more:
            break
        assert len(page.data) == limit
        after = page.after
    assert seen == (["m0", "m1", "m2", "m3"] if order == "asc" else ["m3", "m2", "m1", "m0"])


async def test_a_page_for_a_client_may_start_after_a_hidden_item(store):
    for item in (message(THREAD, "a"), hidden(THREAD, "h"), message(THREAD, "b")):
        await store.add_thread_item(THREAD, item, "alice")
    page = await store.load_visible_items(THREAD, "h", 10, "asc", "alice")
    assert ids(page.data) == ["b"]
    page = await store.load_visible_items(THREAD, "h", 10, "desc", "alice")
    assert ids(page.data) == ["a"]


async def test_the_items_of_another_owners_thread_look_empty(store):
    await store.add_thread_item(THREAD, message(THREAD, "a"), "alice")
    assert (await store.load_thread_items(THREAD, None, 10, "asc", "bob")).data == []
    assert (await store.load_visible_items(THREAD, None, 10, "asc", "bob")).data == []
    with pytest.raises(NotFoundError):
        await store.load_visible_items(THREAD, "a", 10, "asc", "bob")


# Threads


async def test_threads_are_listed_by_their_last_item_whatever_the_clock_says(store, monkeypatch):
    for name in ("one", "two", "three"):
        await store.save_thread(new_thread(name), "alice")
    monkeypatch.setattr("time.time", lambda: 0.0)
    await store.add_thread_item("one", message("one", "a"), "alice")
    page = await store.load_threads(10, None, "desc", "alice")
    assert ids(page.data) == ["one", "three", "two", THREAD]


async def test_a_new_title_does_not_move_a_thread(store):
    await store.save_thread(new_thread("newer"), "alice")
    await store.save_thread(new_thread(THREAD, title="Groceries"), "alice")
    page = await store.load_threads(10, None, "desc", "alice")
    assert ids(page.data) == ["newer", THREAD]


async def test_replacing_an_item_does_not_move_its_thread(store):
    await store.add_thread_item(THREAD, message(THREAD, "a"), "alice")
    await store.save_thread(new_thread("newer"), "alice")
    await store.save_item(THREAD, message(THREAD, "a", "redrawn"), "alice")
    page = await store.load_threads(10, None, "desc", "alice")
    assert ids(page.data) == ["newer", THREAD]


async def test_the_moment_of_the_last_activity_is_known(store, monkeypatch):
    monkeypatch.setattr("time.time", lambda: 1_700_000_000.25)
    await store.add_thread_item(THREAD, message(THREAD, "a"), "alice")
    page = await store.load_threads_with_activity(10, None, "desc", "alice")
    (row,) = page.data
    assert row.thread == new_thread(THREAD)
    moment = datetime(2023, 11, 14, 22, 13, 20, 250_000, UTC)
    assert row.active_at - moment < timedelta(microseconds=1)


async def test_threads_that_become_active_together_all_appear_once(store):
    names = [f"thr_{number}" for number in range(10)]
    await asyncio.gather(*(store.save_thread(new_thread(name), "alice") for name in names))
    await asyncio.gather(
        *(store.add_thread_item(name, message(name, "a"), "alice") for name in names)
    )
    seen, after = [], None
    while True:
        page = await store.load_threads(3, after, "desc", "alice")
        seen += ids(page.data)
        if not page.has_more:
            break
        after = page.after
    assert sorted(seen) == sorted([*names, THREAD])
    assert seen[-1] == THREAD


async def test_saving_a_new_thread_with_its_items_keeps_only_the_metadata(store, engine):
    whole = Thread(
        **new_thread(THREAD, title="Groceries").model_dump(),
        items=Page(data=[message(THREAD, "a")]),
    )
    await store.save_thread(whole, "alice")
    loaded = await store.load_thread(THREAD, "alice")
    assert loaded == new_thread(THREAD, title="Groceries")
    async with engine.connect() as connection:
        assert "items" not in json.loads(await connection.scalar(select(tables.threads.c.data)))
    # What the SDK does with it next; an `items` of its own makes this a TypeError.
    assert Thread(**loaded.model_dump(), items=Page()).title == "Groceries"
    assert (await store.load_thread_items(THREAD, None, 10, "asc", "alice")).data == []


async def test_a_thread_id_of_another_owner_is_refused(store):
    with pytest.raises(NotFoundError):
        await store.save_thread(new_thread(THREAD, title="stolen"), "bob")


async def test_deleting_a_thread_takes_everything_of_it(store, engine):
    await store.add_thread_item(THREAD, message(THREAD, "a"), "alice")
    await store.save_feedback(THREAD, ["a"], "positive", "alice")
    sent = samples.attachments()[0].model_copy(update={"thread_id": THREAD})
    waiting = samples.attachments()[1]
    for attachment in (sent, waiting):
        await store.save_attachment(attachment, "alice")
    await RunLeases(engine).claim("run", THREAD, "alice", "one", 10)
    await store.delete_thread(THREAD, "bob")
    assert await count(engine, tables.run_leases) == 1
    await store.delete_thread(THREAD, "alice")
    for table in (tables.threads, tables.items, tables.feedback, tables.run_leases):
        assert await count(engine, table) == 0, table
    with pytest.raises(NotFoundError):
        await store.load_attachment(sent.id, "alice")
    assert await store.load_attachment(waiting.id, "alice") == waiting


# Items


async def test_many_items_are_added_in_their_order_and_place(store):
    await store.add_thread_item(THREAD, message(THREAD, "first"), "alice")
    many = [message(THREAD, f"m{number:04}") for number in range(1000)]
    await store.add_thread_items(THREAD, [*many, hidden(THREAD, "h")], "alice")
    await store.add_thread_items(THREAD, [], "alice")
    await store.add_thread_item(THREAD, message(THREAD, "last"), "alice")
    page = await store.load_thread_items(THREAD, None, 2000, "asc", "alice")
    assert ids(page.data) == ["first", *ids(many), "h", "last"]
    assert page.data[1] == many[0]
    visible = await store.load_visible_items(THREAD, None, 2, "desc", "alice")
    assert ids(visible.data) == ["last", "m0999"]


@pytest.mark.parametrize("twice", [["old", "new"], ["new", "new"]])
async def test_many_items_are_added_together_or_not_at_all(store, engine, twice):
    await store.add_thread_item(THREAD, message(THREAD, "old"), "alice")
    with pytest.raises(ItemExistsError):
        items = [message(THREAD, "a"), *(message(THREAD, name) for name in twice)]
        await store.add_thread_items(THREAD, items, "alice")
    await store.add_thread_item(THREAD, message(THREAD, "next"), "alice")
    page = await store.load_thread_items(THREAD, None, 10, "asc", "alice")
    assert ids(page.data) == ["old", "next"]


async def test_many_items_go_into_no_thread_of_another_owner(store, engine):
    with pytest.raises(NotFoundError):
        await store.add_thread_items(THREAD, [message(THREAD, "a")], "bob")
    assert await count(engine, tables.items) == 0


async def test_a_refused_item_changes_nothing_about_its_thread(store):
    await store.add_thread_item(THREAD, message(THREAD, "a"), "alice")
    await store.save_thread(new_thread("newer"), "alice")
    with pytest.raises(ItemExistsError):
        await store.add_thread_item(THREAD, message(THREAD, "a"), "alice")
    page = await store.load_threads(10, None, "desc", "alice")
    assert ids(page.data) == ["newer", THREAD]


async def test_an_item_id_of_one_thread_is_free_in_another(store):
    await store.save_thread(new_thread("thr_bob"), "bob")
    await store.add_thread_item(THREAD, message(THREAD, "a"), "alice")
    await store.add_thread_item("thr_bob", message("thr_bob", "a"), "bob")
    await store.delete_thread_item("thr_bob", "a", "bob")
    assert await store.load_item(THREAD, "a", "alice") == message(THREAD, "a")


@pytest.mark.parametrize("limit", [0, -1])
async def test_a_page_has_at_least_one_row(store, limit):
    with pytest.raises(ValueError, match="at least one"):
        await store.load_thread_items(THREAD, None, limit, "asc", "alice")


async def test_an_unknown_order_is_refused(store):
    with pytest.raises(ValueError, match="'asc' or 'desc'"):
        await store.load_threads(10, None, "sideways", "alice")


# Feedback


async def test_the_latest_feedback_counts(store, engine):
    for name in "abc":
        await store.add_thread_item(THREAD, message(THREAD, name), "alice")
    await store.save_feedback(THREAD, ["a", "b", "a"], "positive", "alice")
    await store.save_feedback(THREAD, ["b"], "negative", "alice")
    async with engine.connect() as connection:
        rows = await connection.execute(
            select(tables.feedback.c.item_id, tables.feedback.c.kind).order_by("item_id")
        )
        assert [tuple(row) for row in rows] == [("a", "positive"), ("b", "negative")]


@pytest.mark.parametrize(
    ("thread_id", "item_ids", "owner"),
    [
        (THREAD, ["a"], "bob"),
        (THREAD, ["a", "nothing"], "alice"),
        (THREAD, ["h"], "alice"),
        (THREAD, ["a", "nul \x00"], "alice"),
        ("nothing", ["a"], "alice"),
        (THREAD, ["a", *map(str, range(2000))], "alice"),
    ],
)
async def test_feedback_on_what_the_owner_cannot_see_is_refused_as_a_whole(
    store, engine, thread_id, item_ids, owner
):
    await store.add_thread_item(THREAD, message(THREAD, "a"), "alice")
    await store.add_thread_item(THREAD, hidden(THREAD, "h"), "alice")
    with pytest.raises(NotFoundError):
        await store.save_feedback(thread_id, item_ids, "positive", owner)
    assert await count(engine, tables.feedback) == 0


async def test_feedback_on_nothing_does_nothing(store):
    await store.save_feedback(THREAD, [], "positive", "alice")


async def test_feedback_goes_with_its_item(store, engine):
    await store.add_thread_item(THREAD, message(THREAD, "a"), "alice")
    await store.save_feedback(THREAD, ["a"], "positive", "alice")
    await store.delete_thread_item(THREAD, "a", "alice")
    assert await count(engine, tables.feedback) == 0


# Attachments


@pytest.mark.parametrize(("thread_id", "owner"), [(THREAD, "bob"), ("nothing", "alice")])
async def test_an_attachment_cannot_join_a_thread_that_is_not_its_owners(store, thread_id, owner):
    attachment = samples.attachments()[0].model_copy(update={"thread_id": thread_id})
    with pytest.raises(NotFoundError):
        await store.save_attachment(attachment, owner)


async def test_an_attachment_id_of_another_owner_is_refused(store):
    attachment = samples.attachments()[0]
    await store.save_attachment(attachment, "alice")
    with pytest.raises(NotFoundError):
        await store.save_attachment(attachment, "bob")


@pytest.mark.parametrize(
    ("recent", "named", "seen"),
    [
        (0, [], []),
        (2, [], ["three", "two"]),
        (9, [], ["three", "two", "one", THREAD]),
        (0, ["one", "unknown", "bobs"], ["one"]),
        (1, ["one", "three", THREAD], ["three", "one", THREAD]),
    ],
)
async def test_a_scope_shows_some_of_the_owners_threads(store, recent, named, seen):
    for name in ("one", "two", "three"):
        await store.save_thread(new_thread(name), "alice")
    await store.save_thread(new_thread("bobs"), "bob")
    scope = ThreadScope(recent, named)

    async def page(limit, after, order):
        return await store.load_threads_with_activity(limit, after, order, "alice", scope=scope)

    for order, expected in (("desc", seen), ("asc", seen[::-1])):
        found, after = [], None
        while True:
            rows = await page(1, after, order)
            found += [row.thread.id for row in rows.data]
            if not rows.has_more:
                break
            after = rows.after
        assert found == expected
    for name in ("one", "two", "three", THREAD, "bobs", "unknown"):
        assert await store.has_thread(name, scope, "alice") == (name in seen)
