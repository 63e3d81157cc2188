"""Whose a thread is, and windows of everyone's threads and of their items."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from chatkit.store import NotFoundError
from chatkit.types import (
    AssistantMessageContent,
    AssistantMessageItem,
    EndOfTurnItem,
    HiddenContextItem,
    ThreadItem,
    ThreadMetadata,
)
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from stores.directory import ThreadDirectory, Window
from stores.sql_store import SQLStore

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TYPES = {"assistant_message"}


@dataclass
class Owner:
    name: str


ANN, EVE = Owner("ann"), Owner("eve")


@pytest.fixture
def store(engine: AsyncEngine) -> SQLStore[Owner]:
    return SQLStore(engine, owner=lambda owner: owner.name)


@pytest.fixture
def directory(engine: AsyncEngine) -> ThreadDirectory:
    return ThreadDirectory(engine)


def said(item_id: str, thread_id: str = "thr_1") -> AssistantMessageItem:
    return AssistantMessageItem(
        id=item_id,
        thread_id=thread_id,
        created_at=NOW,
        content=[AssistantMessageContent(text=item_id)],
    )


async def add_thread(
    store: SQLStore[Owner], thread_id: str, owner: Owner = ANN, *items: ThreadItem
) -> None:
    await store.save_thread(ThreadMetadata(id=thread_id, created_at=NOW), owner)
    for item in items:
        await store.add_thread_item(thread_id, item, owner)


def expected(ids: list[str], window: Window) -> tuple[list[str], bool]:
    """What a window shows of a list, spelt out."""
    listed = ids[::-1] if window.descending else ids
    start = listed.index(window.after) + 1 if window.after else 0
    end = listed.index(window.before) if window.before else len(listed)
    part = listed[start:end]
    shown = part[-window.limit :] if window.before and not window.after else part[: window.limit]
    return shown, len(part) > window.limit


def windows(ids: list[str]) -> list[Window]:
    cursors = [None, *ids]
    return [
        Window(limit, descending, after, before)
        for limit, descending, after, before in product((1, 2, 9), (True, False), cursors, cursors)
    ]


async def test_a_thread_is_found_whoever_owns_it(
    store: SQLStore[Owner], directory: ThreadDirectory
) -> None:
    await add_thread(store, "thr_1", ANN)
    await add_thread(store, "thr_2", EVE)
    found = [await directory.find(thread_id) for thread_id in ("thr_1", "thr_2")]
    assert [(row.thread.id, row.owner) for row in found] == [("thr_1", "ann"), ("thr_2", "eve")]
    for unknown in ("thr_3", "", "thr_1\0", "\ud800"):
        with pytest.raises(NotFoundError):
            await directory.find(unknown)


async def test_a_window_shows_its_part_of_the_threads(
    store: SQLStore[Owner], directory: ThreadDirectory
) -> None:
    ids = [f"thr_{number}" for number in range(5)]
    for thread_id in reversed(ids):  # the order is that of the ids, not that of the activity
        await add_thread(store, thread_id, EVE if thread_id == "thr_2" else ANN)
    for window in windows(ids):
        found, has_more = await directory.threads(window)
        assert ([row.thread.id for row in found], has_more) == expected(ids, window), window
    of_ann = [thread_id for thread_id in ids if thread_id != "thr_2"]
    for window in windows(of_ann):
        found, has_more = await directory.threads(window, owner="ann")
        assert ([row.thread.id for row in found], has_more) == expected(of_ann, window), window
    assert await directory.threads(Window(9), owner="nobody") == ([], False)


async def test_threads_go_on_after_one_that_is_gone(
    store: SQLStore[Owner], directory: ThreadDirectory
) -> None:
    for thread_id in ("thr_1", "thr_2", "thr_3"):
        await add_thread(store, thread_id)
    await store.delete_thread("thr_2", ANN)
    found, _ = await directory.threads(Window(9, after="thr_2"))
    assert [row.thread.id for row in found] == ["thr_1"]
    with pytest.raises(NotFoundError):
        await directory.threads(Window(9, after="thr\0"))
    with pytest.raises(NotFoundError):
        await directory.threads(Window(9), owner="a\0")


async def test_a_window_shows_its_part_of_the_items(
    store: SQLStore[Owner], directory: ThreadDirectory
) -> None:
    ids = ["msg_3", "msg_1", "msg_4", "msg_2"]  # in their order, which is not that of the ids
    others = [
        HiddenContextItem(id="hidden", thread_id="thr_1", created_at=NOW, content="x"),
        EndOfTurnItem(id="end", thread_id="thr_1", created_at=NOW),
    ]
    await add_thread(store, "thr_1", ANN, said(ids[0]), *others, *(said(name) for name in ids[1:]))
    await add_thread(store, "thr_2", EVE, said("msg_5", "thr_2"))
    for window in windows(ids):
        found, has_more = await directory.items("thr_1", window, owner="ann", types=TYPES)
        assert ([item.id for item in found], has_more) == expected(ids, window), window


async def test_items_go_on_after_one_that_is_not_shown(
    store: SQLStore[Owner], directory: ThreadDirectory
) -> None:
    hidden = HiddenContextItem(id="hidden", thread_id="thr_1", created_at=NOW, content="x")
    await add_thread(store, "thr_1", ANN, said("msg_1"), hidden, said("msg_2"))
    found, _ = await directory.items(
        "thr_1", Window(9, descending=False, after="hidden"), owner="ann", types=TYPES
    )
    assert [item.id for item in found] == ["msg_2"]
    none, _ = await directory.items("thr_1", Window(9, after="msg_1"), owner="ann", types=TYPES)
    assert none == []


@pytest.mark.parametrize(
    "window", [Window(9, after="msg_9"), Window(9, before="msg_9"), Window(9, after="\0")]
)
async def test_an_item_that_does_not_exist_is_no_cursor(
    store: SQLStore[Owner], directory: ThreadDirectory, window: Window
) -> None:
    await add_thread(store, "thr_1", ANN, said("msg_1"))
    await add_thread(store, "thr_2", ANN, said("msg_9", "thr_2"))
    with pytest.raises(NotFoundError):
        await directory.items("thr_1", window, owner="ann", types=TYPES)


async def test_items_are_those_of_the_owner(
    store: SQLStore[Owner], directory: ThreadDirectory
) -> None:
    await add_thread(store, "thr_1", ANN, said("msg_1"))
    assert await directory.items("thr_1", Window(9), owner="eve", types=TYPES) == ([], False)


async def test_no_window_sorts_or_scans_a_table(sqlite_engine: AsyncEngine) -> None:
    asked: list[tuple[str, Any]] = []
    event.listen(
        sqlite_engine.sync_engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, parameters, *_: asked.append(
            (statement, parameters)
        ),
    )
    directory = ThreadDirectory(sqlite_engine)
    for window in (Window(9), Window(9, after="a", before="b"), Window(9, before="b")):
        await directory.threads(window, owner="ann")
        await directory.items("thr_1", Window(9), owner="ann", types=TYPES)
    questions = [(sql, values) for sql, values in asked if sql.startswith("SELECT")]
    assert len(questions) == 6
    async with sqlite_engine.connect() as connection:
        for sql, values in questions:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
            steps = [row.detail for row in plan]
            assert any("INDEX" in step for step in steps)
            assert [step for step in steps if step.startswith(("SCAN", "USE TEMP"))] == []
