"""Everything of one owner becomes another one's: on SQLite and PostgreSQL, in every table."""

from __future__ import annotations

from typing import Any

import pytest
from chatkit.store import NotFoundError
from chatkit.types import FileAttachment
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from stores import tables
from stores.engine import Database
from stores.leases import RunLeases
from stores.owners import change_owner
from stores.sql_store import SQLStore
from stores.summaries import Summaries, Summary
from stores.testing.base import ids, new_thread
from stores.testing.samples import message

OWNED = [table for table in tables.metadata.sorted_tables if "owner" in table.c]


async def fill(engine: AsyncEngine, store: SQLStore[str], owner: str, mark: str) -> None:
    """Give an owner something in every table that has owners."""
    thread_id, other_id, attachment_id = f"thr_{mark}", f"other_{mark}", f"atc_{mark}"
    for id in (thread_id, other_id):
        await store.save_thread(new_thread(id), owner)
    await store.add_thread_item(thread_id, message(thread_id, f"msg_{mark}"), owner)
    await store.save_feedback(thread_id, [f"msg_{mark}"], "positive", owner)
    await Summaries(engine).save(thread_id, Summary(f"msg_{mark}", "It was said."), owner)
    for id in (thread_id, other_id):
        attachment = FileAttachment(
            id=attachment_id, name="a.txt", mime_type="text/plain", thread_id=id
        )
        await store.save_attachment(attachment, owner)
    file: dict[str, Any] = {"id": attachment_id, "owner": owner, "state": "ready"}
    await Database(engine).execute(insert(tables.files).values(**file, size=1, touched_at=1.0))
    await RunLeases(engine).claim(f"run_{mark}", thread_id, owner, "srv_1", 60)


async def owners(engine: AsyncEngine) -> dict[str, list[str]]:
    async with engine.connect() as connection:
        return {
            table.name: sorted((await connection.execute(select(table.c.owner))).scalars())
            for table in OWNED
        }


@pytest.fixture
async def filled(engine: AsyncEngine, store: SQLStore[str]) -> AsyncEngine:
    for owner in ("guest", "user", "stranger"):
        await fill(engine, store, owner, owner)
    before = await owners(engine)
    missing = [name for name, found in before.items() if "guest" not in found]
    assert missing == [], "a table with owners is not filled here: do so, and move it in `owners`"
    return engine


async def test_every_table_with_owners_follows(filled: AsyncEngine) -> None:
    before = await owners(filled)
    async with Database(filled).transaction() as connection:
        assert await change_owner(connection, "guest", "user") == 2
    assert await owners(filled) == {
        name: sorted("user" if owner == "guest" else owner for owner in found)
        for name, found in before.items()
    }


async def test_what_is_moved_is_read_as_before(filled: AsyncEngine, store: SQLStore[str]) -> None:
    listed = await store.load_threads(10, None, "asc", "guest")
    async with Database(filled).transaction() as connection:
        await change_owner(connection, "guest", "user")
        await change_owner(connection, "guest", "user")  # twice is as good as once
    assert (await store.load_threads(10, None, "asc", "guest")).data == []
    with pytest.raises(NotFoundError):
        await store.load_thread("thr_guest", "guest")
    everything = await store.load_threads(10, None, "asc", "user")
    assert ids(everything.data) == [*ids(listed.data), "other_user", "thr_user"]
    items = await store.load_thread_items("thr_guest", None, 10, "asc", "user")
    assert ids(items.data) == ["msg_guest"]
    await store.add_thread_item("thr_guest", message("thr_guest", "next"), "user")
    await store.delete_thread("thr_guest", "user")
    kept = await store.load_attachment("atc_guest", "user")  # the other thread has it too
    assert kept.thread_id == "other_guest"


async def test_a_run_elsewhere_is_given_up_and_recovered_for_the_new_owner(
    filled: AsyncEngine,
) -> None:
    leases = RunLeases(filled)
    async with Database(filled).transaction() as connection:
        await change_owner(connection, "guest", "user")
    (lease,) = await leases.abandoned()
    assert (lease.run_id, lease.owner) == ("run_guest", "user")
    assert await leases.take(lease, "srv_2", 60)
    assert await leases.renew(["run_guest"], "srv_1", 60) == set()


async def test_all_or_nothing(filled: AsyncEngine) -> None:
    before = await owners(filled)
    with pytest.raises(ZeroDivisionError):
        async with Database(filled).transaction() as connection:
            await change_owner(connection, "guest", "user")
            raise ZeroDivisionError
    assert await owners(filled) == before
