"""Summaries of threads: who has them, and what they go with; on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from chatkit.store import NotFoundError
from sqlalchemy.ext.asyncio import AsyncEngine

from stores.holdings import Holdings
from stores.sql_store import SQLStore
from stores.summaries import Summaries, Summary
from stores.testing.base import THREAD, new_thread
from stores.testing.samples import message

SUMMARY = Summary("b", "They spoke of a and b; 說完了.")


@pytest.fixture
async def summaries(engine: AsyncEngine, store: SQLStore[str]) -> Summaries:
    """Those of a thread of Alice's with the items a, b and c, which has one up to b."""
    await store.save_thread(new_thread(THREAD), "alice")
    for name in "abc":
        await store.add_thread_item(THREAD, message(THREAD, name), "alice")
    kept = Summaries(engine)
    assert await kept.find(THREAD, "alice") is None
    assert await kept.save(THREAD, SUMMARY, "alice")
    return kept


async def test_the_latest_summary_of_the_owner_is_found(summaries: Summaries) -> None:
    assert await summaries.find(THREAD, "alice") == SUMMARY
    longer = Summary("c", "They spoke of a, b and c.")
    assert await summaries.save(THREAD, longer, "alice")
    assert await summaries.find(THREAD, "alice") == longer


@pytest.mark.parametrize(
    ("thread_id", "item_id", "owner"),
    [(THREAD, "b", "bob"), (THREAD, "nothing", "alice"), ("nothing", "b", "alice")],
)
async def test_what_the_owner_does_not_have_is_not_summarized(
    summaries: Summaries, thread_id: str, item_id: str, owner: str
) -> None:
    assert not await summaries.save(thread_id, Summary(item_id, "Mine."), owner)
    assert await summaries.find(THREAD, "bob") is None
    assert await summaries.find(THREAD, "alice") == SUMMARY
    with pytest.raises(NotFoundError):
        await summaries.find("nul \0", "alice")


@pytest.mark.parametrize(("item_id", "stays"), [("c", True), ("b", False)])
async def test_a_summary_goes_with_the_last_item_it_tells_of(
    summaries: Summaries, store: SQLStore[str], item_id: str, stays: bool
) -> None:
    await store.delete_thread_item(THREAD, item_id, "alice")
    assert (await summaries.find(THREAD, "alice") is not None) == stays


async def _delete(engine: AsyncEngine, store: SQLStore[str]) -> None:
    await store.delete_thread(THREAD, "alice")


async def _erase(engine: AsyncEngine, store: SQLStore[str]) -> None:
    async with engine.begin() as connection:
        await Holdings(engine).erase(connection, "alice")


@pytest.mark.parametrize("remove", [_delete, _erase])
async def test_a_summary_goes_with_its_thread_and_its_owner(
    summaries: Summaries,
    engine: AsyncEngine,
    store: SQLStore[str],
    remove: Callable[[AsyncEngine, SQLStore[str]], Awaitable[None]],
) -> None:
    await remove(engine, store)
    assert await summaries.find(THREAD, "alice") is None
    assert not await summaries.save(THREAD, SUMMARY, "alice")


@pytest.mark.parametrize(
    ("item_id", "including", "copied"), [("c", False, True), ("b", True, True), ("b", False, False)]
)
async def test_a_branch_has_the_summary_of_what_it_has(
    summaries: Summaries, store: SQLStore[str], item_id: str, including: bool, copied: bool
) -> None:
    branch = new_thread("thr_branch")
    await store.branch_thread(THREAD, item_id, branch, "alice", including=including)
    assert await summaries.find(branch.id, "alice") == (SUMMARY if copied else None)
    await store.delete_thread(THREAD, "alice")
    assert (await summaries.find(branch.id, "alice") is not None) == copied
