from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import get_args
from uuid import UUID

from chatkit.store import StoreItemType, default_generate_id
from chatkit.types import ThreadMetadata

from stores import ids
from stores.sql_store import SQLStore


def test_every_kind_of_thing_has_the_prefix_of_the_sdk():
    for kind in get_args(StoreItemType):
        assert ids.new_item_id(kind).split("_")[0] == default_generate_id(kind).split("_")[0]


def test_an_id_is_a_uuid_of_version_7_with_the_time_in_front():
    before = time.time_ns() // 1_000_000
    uuid = UUID(ids.new_id("thr").removeprefix("thr_"))
    assert uuid.version == 7
    assert uuid.variant == "specified in RFC 4122"
    assert before <= uuid.int >> 80 <= before + 60_000


def test_ids_sort_in_the_order_they_were_made():
    made = [ids.new_id("msg") for _ in range(20_000)]
    assert made == sorted(made)


def test_ids_go_on_growing_when_the_clock_is_set_back(monkeypatch):
    first = ids.new_id("msg")
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    assert ids.new_id("msg") > first


def test_ids_made_in_several_threads_differ():
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: ids.new_id("msg"), range(20_000)))
    assert len(set(made)) == len(made)


def test_a_store_does_not_use_the_sdks_ids_of_32_random_bits(sqlite_engine):
    store = SQLStore[str](sqlite_engine, owner=lambda context: context)
    thread = ThreadMetadata.model_construct(id="thr")
    assert len(store.generate_thread_id("alice")) == len("thr_") + 32
    for kind in get_args(StoreItemType):
        digits = store.generate_item_id(kind, thread, "alice").rpartition("_")[2]
        assert len(digits) == 32
