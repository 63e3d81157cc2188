"""Threads by what is in their metadata, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from chatkit.types import ThreadMetadata
from sqlalchemy.ext.asyncio import AsyncEngine

from stores.directory import ThreadDirectory, Window
from stores.metadata import MetadataFilter
from stores.scope import ThreadScope
from stores.sql_store import SQLStore

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
KEPT: dict[str, dict[str, Any]] = {
    "thr_none": {},
    "thr_text": {"order": "7", "place": 'a "b" \\u0000 \\ é 👩‍👩‍👧'},
    "thr_number": {"order": 7, "place": None, "paid": True},
    "thr_float": {"order": 7.5, "paid": False, "a.b-c_d": "x"},
    "thr_deep": {"order": {"order": "7"}, "list": ["7"]},
    "thr_nul": {"order": "a\0b", "place": "elsewhere"},
}


async def keep(store: SQLStore[str]) -> None:
    for thread_id, metadata in KEPT.items():
        thread = ThreadMetadata(id=thread_id, created_at=NOW, title="metadata", metadata=metadata)
        await store.save_thread(thread, "ann")
        await store.save_thread(thread.model_copy(update={"id": f"{thread_id}_eve"}), "eve")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, set(KEPT)),
        ({"order": ["7"]}, {"thr_text"}),
        ({"order": [7]}, {"thr_number"}),
        ({"order": [7.5, "7"]}, {"thr_float", "thr_text"}),
        ({"order": [7], "paid": [True]}, {"thr_number"}),
        ({"order": [7], "paid": [False]}, set()),
        ({"paid": ["true"]}, set()),
        ({"place": [KEPT["thr_text"]["place"]]}, {"thr_text"}),
        ({"place": [None]}, {"thr_none", "thr_number", "thr_float", "thr_deep"}),
        ({"place": ["elsewhere", None], "order": [7]}, {"thr_number"}),
        ({"place": ["elsewhere"]}, {"thr_nul"}),
        ({"a.b-c_d": ["x"]}, {"thr_float"}),
        ({"list": ["7"]}, set()),
        ({"title": ["metadata"]}, set()),
        ({"order": []}, set()),
    ],
    ids=str,
)
async def test_names_have_the_values_that_json_has(
    store: SQLStore[str], engine: AsyncEngine, wanted: MetadataFilter, found: set[str]
) -> None:
    await keep(store)
    page = await store.load_threads_with_activity(10, None, "asc", "ann", metadata=wanted)
    assert [row.thread.id for row in page.data] == [name for name in KEPT if name in found]
    directory = ThreadDirectory(engine)
    threads, _ = await directory.threads(Window(20), owner="ann", metadata=wanted)
    assert {each.thread.id for each in threads} == found
    everyones, _ = await directory.threads(Window(20), metadata=wanted)
    assert len(everyones) == 2 * len(found)


async def test_pages_have_what_is_wanted_and_no_gaps(store: SQLStore[str]) -> None:
    for number in range(9):
        thread = ThreadMetadata(
            id=f"thr_{number}", created_at=NOW, metadata={"odd": number % 2 == 1}
        )
        await store.save_thread(thread, "ann")
    read: list[str] = []
    after = None
    for size in (2, 2):
        page = await store.load_threads_with_activity(
            size, after, "desc", "ann", metadata={"odd": [True]}
        )
        read += [row.thread.id for row in page.data]
        after = page.after
    assert (read, after) == (["thr_7", "thr_5", "thr_3", "thr_1"], None)
    page = await store.load_threads_with_activity(
        9, None, "desc", "ann", metadata={"odd": [True]}, scope=ThreadScope(recent=3)
    )
    assert [row.thread.id for row in page.data] == ["thr_7"]
