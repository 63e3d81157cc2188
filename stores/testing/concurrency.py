"""Many at once, and some that stop halfway."""

# ruff: noqa: D102  # the names of the tests say what they check

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest
from chatkit.types import ThreadMetadata

from stores.testing.base import (
    THREAD,
    AnyStore,
    ContractBase,
    ids,
    load_all,
    load_all_threads,
    new_thread,
)
from stores.testing.samples import message


class Concurrency(ContractBase):
    """Nothing is lost, mixed up or half done."""

    async def test_ten_writers_at_once_lose_nothing_and_keep_their_own_order(
        self, store: AnyStore, context: Any, thread: ThreadMetadata
    ) -> None:
        async def write(writer: int) -> None:
            for number in range(10):
                item = message(THREAD, f"w{writer}_{number}")
                await store.add_thread_item(THREAD, item, context)

        await asyncio.gather(*(write(writer) for writer in range(10)))
        found = ids(await load_all(store, context, limit=7))
        assert len(found) == len(set(found)) == 100
        for writer in range(10):
            mine = [name for name in found if name.startswith(f"w{writer}_")]
            assert mine == [f"w{writer}_{number}" for number in range(10)]
        assert ids(await load_all(store, context, order="desc", limit=7)) == found[::-1]

    async def test_ten_threads_at_once_do_not_disturb_each_other(
        self, store: AnyStore, context: Any, other_context: Any
    ) -> None:
        async def converse(number: int) -> None:
            name, mine = f"thr_{number}", (context, other_context)[number % 2]
            await store.save_thread(new_thread(name), mine)
            for index in range(5):
                await store.add_thread_item(name, message(name, f"{name}_{index}"), mine)
            assert ids(await load_all(store, mine, thread_id=name)) == [
                f"{name}_{index}" for index in range(5)
            ]

        await asyncio.gather(*(converse(number) for number in range(10)))
        assert len(await load_all_threads(store, context)) == 5

    async def test_of_ten_that_add_the_same_item_one_succeeds(
        self, store: AnyStore, context: Any, thread: ThreadMetadata
    ) -> None:
        outcomes = await asyncio.gather(
            *(
                store.add_thread_item(THREAD, message(THREAD, "same", str(number)), context)
                for number in range(10)
            ),
            return_exceptions=True,
        )
        assert outcomes.count(None) == 1
        assert await load_all(store, context) == [
            message(THREAD, "same", str(outcomes.index(None)))
        ]

    @pytest.mark.parametrize("again", [False, True], ids=["once", "at-every-await"])
    @pytest.mark.parametrize("steps", [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512])
    async def test_a_write_that_is_cancelled_is_done_wholly_or_not_at_all(
        self, store: AnyStore, context: Any, thread: ThreadMetadata, steps: int, again: bool
    ) -> None:
        await store.add_thread_item(THREAD, message(THREAD, "first"), context)
        await store.save_thread(new_thread("thr_doomed"), context)
        await store.add_thread_item("thr_doomed", message("thr_doomed", "x"), context)

        await _cancel(
            lambda: store.add_thread_item(THREAD, message(THREAD, "second"), context), steps, again
        )
        await _cancel(
            lambda: store.save_item(THREAD, message(THREAD, "first", "changed"), context),
            steps,
            again,
        )
        await _cancel(lambda: store.delete_thread("thr_doomed", context), steps, again)

        async with asyncio.timeout(20):  # the store works on
            await store.add_thread_item(THREAD, message(THREAD, "third"), context)
            found = await load_all(store, context)
            assert ids(found) in (["first", "second", "third"], ["first", "third"])
            assert found[0] in (message(THREAD, "first"), message(THREAD, "first", "changed"))
            doomed = "thr_doomed" in ids(await load_all_threads(store, context))
            if doomed:
                left = await load_all(store, context, thread_id="thr_doomed")
                assert ids(left) == ["x"]
            await store.save_thread(new_thread("thr_after"), context)


async def _cancel(call: Callable[[], Awaitable[None]], steps: int, again: bool) -> None:
    """Cancel a call after some steps of the event loop: once, or at every further step."""
    task = asyncio.ensure_future(call())
    for _ in range(steps):
        if task.done():
            break
        await asyncio.sleep(0)
    task.cancel()
    while again and not task.done():
        task.cancel()
        await asyncio.sleep(0)
    with suppress(asyncio.CancelledError):
        await task
