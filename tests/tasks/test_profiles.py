import asyncio
import logging
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, insert

from chatkit_server import database, profiles
from chatkit_server.profiles import Profiles

BERLIN, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo")


class Seconds:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def statements(engine):
    """The statements that have gone to the database so far."""
    seen = []

    def note(connection, cursor, statement, *rest):
        if "profiles" in statement:
            seen.append(statement.split()[0])

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine.sync_engine, "before_cursor_execute", note)


async def test_a_zone_is_remembered_by_owner_and_in_the_database(engine):
    here = Profiles(engine)
    await here.set_zone("ann", BERLIN)
    await here.set_zone("bob", TOKYO)
    for remembering in (here, Profiles(engine)):
        assert await remembering.zone("ann") == BERLIN
        assert await remembering.zone("bob") == TOKYO
        assert await remembering.zone("eve") is None


async def test_the_last_zone_counts(engine):
    here = Profiles(engine)
    await here.set_zone("ann", BERLIN)
    await here.set_zone("ann", TOKYO)
    assert await here.zone("ann") == TOKYO
    assert await Profiles(engine).zone("ann") == TOKYO


async def test_a_zone_that_has_not_changed_costs_nothing(engine, statements):
    here = Profiles(engine)
    for _ in range(3):
        await here.set_zone("ann", BERLIN)
        assert await here.zone("ann") == BERLIN
        assert await here.zone("eve") is None
    assert statements == ["INSERT", "SELECT"]


async def test_a_zone_that_was_only_read_costs_no_write(engine, statements):
    await Profiles(engine).set_zone("ann", BERLIN)
    here = Profiles(engine)
    await here.zone("ann")
    await here.set_zone("ann", BERLIN)
    assert statements == ["INSERT", "SELECT"]


async def test_replicas_agree_after_a_while(engine):
    seconds = Seconds()
    here, there = Profiles(engine, clock=seconds), Profiles(engine, clock=seconds)
    await here.set_zone("ann", BERLIN)
    await there.set_zone("ann", TOKYO)
    assert await here.zone("ann") == BERLIN
    seconds.now += profiles.CACHE_SECONDS
    assert await here.zone("ann") == TOKYO
    await here.set_zone("ann", BERLIN)
    assert await Profiles(engine).zone("ann") == BERLIN


async def test_only_so_many_owners_are_kept_in_memory(engine, statements, monkeypatch):
    monkeypatch.setattr(profiles, "CACHE_SIZE", 2)
    here = Profiles(engine)
    for owner in ("ann", "bob", "eve", "bob", "ann"):
        await here.zone(owner)
    assert statements == ["SELECT"] * 4


async def test_a_zone_that_is_no_more_counts_as_unknown(engine, caplog):
    row = insert(database.profiles).values(owner="ann", timezone="Mars/Olympus")
    async with engine.begin() as connection:
        await connection.execute(row)
    with caplog.at_level(logging.WARNING):
        assert await Profiles(engine).zone("ann") is None
    assert "Mars/Olympus" in caplog.text
    assert "ann" not in caplog.text


async def test_first_requests_at_the_same_time_do_not_fail(engine):
    await asyncio.gather(*(Profiles(engine).set_zone("ann", BERLIN) for _ in range(10)))
    assert await Profiles(engine).zone("ann") == BERLIN
