"""Counting: in this process, in Redis, and while Redis is away."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from chatkit_server.limiting import process
from chatkit_server.limiting.process import ProcessStorage
from chatkit_server.limiting.rates import Rate, RateCounter
from tests.clock import Clock
from tests.redis_server import RedisServer

MINUTE = Rate("requests", 3, 60)
DAY = Rate("bytes", 100, 86400)


@pytest.fixture
async def counter(clock: Clock) -> RateCounter:
    return RateCounter(clock=clock)


@pytest.fixture
async def shared(redis_server: RedisServer) -> AsyncIterator[list[RateCounter]]:
    """The counters of two servers that count together."""
    counters = [RateCounter(redis_server.url) for _ in range(2)]
    yield counters
    for counter in counters:
        await counter.aclose()


async def test_a_window_lasts_from_the_first_to_its_end(counter: RateCounter, clock: Clock) -> None:
    assert [await counter.spend(MINUTE, "ann") for _ in range(3)] == [None] * 3
    clock.now += 20
    assert await counter.spend(MINUTE, "ann") == 40
    clock.now += 39.5
    assert await counter.spend(MINUTE, "ann") == 0.5
    clock.now += 0.5
    assert await counter.spend(MINUTE, "ann") is None


async def test_everybody_and_everything_is_counted_apart(counter: RateCounter) -> None:
    for _ in range(3):
        await counter.spend(MINUTE, "ann")
    assert await counter.spend(MINUTE, "bob") is None
    assert await counter.spend(Rate("guesses", 3, 60), "ann") is None
    assert await counter.spend(MINUTE, "ann") is not None


async def test_looking_counts_nothing(counter: RateCounter) -> None:
    assert [await counter.spent(MINUTE, "ann") for _ in range(9)] == [None] * 9
    for _ in range(3):
        await counter.spend(MINUTE, "ann")
    assert await counter.spent(MINUTE, "ann") == 60


async def test_what_does_not_fit_takes_nothing_of_what_is_left(counter: RateCounter) -> None:
    assert await counter.spend(DAY, "ann", 60) is None
    assert await counter.spend(DAY, "ann", 50) == 86400
    assert await counter.spend(DAY, "ann", 40) is None
    assert await counter.spend(DAY, "ann", 1) == 86400


async def test_windows_that_are_over_are_forgotten(clock: Clock) -> None:
    storage = ProcessStorage(clock)
    for number in range(1000):
        await storage.incr(f"user/{number}", 60)
    clock.now += 61
    await storage.incr("user/new", 60)
    assert len(storage) == 1


async def test_however_many_come_so_many_windows_are_kept(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "MAX_COUNTS", 3)
    storage = ProcessStorage(clock)
    await storage.incr("ann", 30)
    for name in ("bob", "eve", "bob"):
        await storage.incr(name, 60)
    clock.now += 31
    await storage.incr("ann", 60)  # begins anew, after the others
    await storage.incr("new", 60)
    assert len(storage) == 3
    counts = [await storage.get(name) for name in ("ann", "bob", "eve", "new")]
    assert counts == [1, 0, 1, 1]


async def test_servers_count_together_in_redis(shared: list[RateCounter]) -> None:
    first, second = shared
    ann = uuid4().hex
    hour = Rate("requests", 3, 3600)
    assert await first.spend(hour, ann) is None
    assert await second.spend(hour, ann) is None
    assert await first.spend(hour, ann) is None
    for counter in shared:
        wait = await counter.spend(hour, ann)
        assert wait is not None and 3000 < wait <= 3600
        assert await counter.spent(hour, ann) is not None
    assert await first.spend(DAY, ann, 60) is None
    assert await second.spend(DAY, ann, 60) is not None
    assert await second.spend(DAY, ann, 40) is None


async def test_of_many_at_once_exactly_as_many_pass(
    shared: list[RateCounter], counter: RateCounter
) -> None:
    ann = uuid4().hex
    rate = Rate("requests", 25, 60)
    for counters in (shared, [counter]):
        answers = await asyncio.gather(
            *(counters[n % len(counters)].spend(rate, ann) for n in range(60))
        )
        assert answers.count(None) == 25


async def test_without_redis_each_counts_alone_until_it_is_back(
    tmp_path: Path,
    redis_server: RedisServer,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    redis = RedisServer(redis_server.command, tmp_path)
    redis.start()
    caplog.set_level(logging.WARNING)
    counter, other = RateCounter(redis.url, clock=clock), RateCounter(redis.url)
    try:
        assert await counter.spend(MINUTE, "ann") is None
        redis.stop()
        assert [await counter.spend(MINUTE, "ann") for _ in range(3)] == [None] * 3
        assert await counter.spend(MINUTE, "ann") is not None
        clock.now += 30
        assert await counter.spend(MINUTE, "ann") == 30
        (warning,) = caplog.messages
        assert warning.startswith("Redis does not answer (ConnectionError)")
        clock.now += 31
        await counter.spend(MINUTE, "ann")
        assert len(caplog.messages) == 2  # one a minute

        redis.start()
        clock.now += 6
        assert await counter.spend(MINUTE, "bob") is None
        assert [await other.spend(MINUTE, "bob") for _ in range(2)] == [None] * 2
        assert await other.spend(MINUTE, "bob") is not None
    finally:
        redis.stop()
        await counter.aclose()
        await other.aclose()


async def test_a_redis_that_hangs_is_not_asked_again_for_a_while(
    caplog: pytest.LogCaptureFixture, clock: Clock
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections, and that is all
        counter = RateCounter(f"redis://127.0.0.1:{silent.getsockname()[1]}", clock=clock)
        async with asyncio.timeout(30):
            assert [await counter.spend(MINUTE, "ann") for _ in range(3)] == [None] * 3
        # Asked a second time, each of these would have waited for half a second.
        async with asyncio.timeout(100):
            for _ in range(1000):
                assert await counter.spend(MINUTE, "ann") is not None
        await counter.aclose()
    assert len(caplog.messages) == 1


def test_no_url_or_password_gets_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    counter = RateCounter("redis://:hunter2@127.0.0.1:1/0")
    assert asyncio.run(counter.spend(MINUTE, "ann")) is None
    assert caplog.messages and "hunter2" not in caplog.text
