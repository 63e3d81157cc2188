"""How long a model may say nothing."""

from __future__ import annotations

import asyncio

import pytest

from chatkit_server.assistant.silence import ModelSilent, Silence

SHORT = 0.01
LONG = 60.0


async def test_a_model_that_says_nothing_has_failed() -> None:
    silence = Silence(SHORT)
    silence.begin()
    with pytest.raises(ModelSilent):
        await silence.next(asyncio.Event().wait())


async def test_each_event_begins_the_time_anew() -> None:
    silence = Silence(LONG)
    silence.begin()
    assert [await silence.next(asyncio.sleep(0, number)) for number in range(3)] == [0, 1, 2]


async def test_what_is_not_the_model_may_take_as_long_as_it_likes() -> None:
    silence = Silence(SHORT)
    silence.begin()
    silence.end()
    assert await silence.next(asyncio.sleep(5 * SHORT, "a tool's result")) == "a tool's result"


async def test_the_time_begins_when_the_model_is_asked_while_its_events_are_awaited() -> None:
    silence = Silence(SHORT)
    waiting = asyncio.create_task(silence.next(asyncio.Event().wait()))
    await asyncio.sleep(0)
    silence.begin()
    with pytest.raises(ModelSilent):
        await waiting


async def test_a_model_that_is_done_is_waited_for_no_more() -> None:
    silence = Silence(LONG)
    silence.begin()
    over = asyncio.Event()
    waiting = asyncio.create_task(silence.next(over.wait()))
    await asyncio.sleep(0)
    silence.end()
    over.set()
    assert await waiting is True


async def test_a_time_limit_of_somebody_elses_is_not_the_models() -> None:
    async def fail() -> None:
        raise TimeoutError

    silence = Silence(LONG)
    silence.begin()
    with pytest.raises(TimeoutError):
        await silence.next(fail())
