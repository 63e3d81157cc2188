from __future__ import annotations

import asyncio
import sqlite3

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from stores import sqlite
from stores.engine import Database, create_engine
from stores.errors import StoreUnavailable
from stores.migrations import upgrade
from stores.sql_store import SQLStore
from stores.testing.base import new_thread


async def pragma(engine, name):
    return (await Database(engine).execute(text(f"PRAGMA {name}")))[0][0]


async def test_sqlite_is_set_up_for_many_readers_and_a_writer(sqlite_engine):
    assert await pragma(sqlite_engine, "journal_mode") == "wal"
    assert await pragma(sqlite_engine, "synchronous") == 1
    assert await pragma(sqlite_engine, "foreign_keys") == 1
    assert await pragma(sqlite_engine, "busy_timeout") == 5000


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("sqlite:///a.db", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:///a.db", "sqlite+aiosqlite"),
        ("sqlite+pysqlite:///a.db", "sqlite+aiosqlite"),
        ("postgresql://u@h/d", "postgresql+asyncpg"),
        ("postgres://u@h/d", "postgresql+asyncpg"),
        ("postgresql+psycopg://u@h/d?sslmode=require", "postgresql+asyncpg"),
    ],
)
def test_the_driver_is_chosen_by_the_kind_of_database(url, driver):
    engine = create_engine(url)
    assert engine.url.drivername == driver
    assert engine.url.database == make_url(url).database
    assert "sslmode" not in engine.url.query


@pytest.mark.parametrize(
    "url", ["", "nonsense", "mysql://u@h/d", "sqlite:///a.db?x=1", "postgresql://u:secret@h:x/d"]
)
def test_other_urls_are_refused_without_telling_a_password(url):
    with pytest.raises(ValueError, match="database") as caught:
        create_engine(url)
    assert "secret" not in str(caught.value)


def test_an_sqlite_engine_that_is_not_set_up_is_refused():
    with pytest.raises(ValueError, match=r"stores\.engine\.create_engine"):
        Database(create_async_engine("sqlite+aiosqlite:///a.db"))


async def test_a_transaction_that_fails_leaves_nothing(engine):
    database = Database(engine)
    insert = text("INSERT INTO chatkit_run_leases VALUES ('r', 't', 'o', 'i', 0)")
    with pytest.raises(RuntimeError):
        async with database.transaction() as connection:
            await connection.execute(insert)
            raise RuntimeError
    assert await database.execute(text("SELECT * FROM chatkit_run_leases")) == []


async def test_a_statement_that_stands_for_itself_is_kept(engine):
    insert = text("INSERT INTO chatkit_run_leases VALUES ('r', 't', 'o', 'i', 0) RETURNING run_id")
    rows = await Database(engine).execute(insert)
    assert rows[0].run_id == "r"
    other = create_engine(engine.url.render_as_string(hide_password=False))
    assert len(await Database(other).execute(text("SELECT * FROM chatkit_run_leases"))) == 1
    await other.dispose()


async def test_a_read_does_not_wait_for_a_writer(engine, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT", 3600.0)
    database = Database(engine)
    async with asyncio.timeout(60), database.transaction() as connection:
        await connection.execute(
            text("INSERT INTO chatkit_run_leases VALUES ('r', 't', 'o', 'i', 0)")
        )
        assert await database.execute(text("SELECT * FROM chatkit_run_leases")) == []


async def test_a_database_in_memory_survives_a_cancelled_write():
    engine = create_engine("sqlite://")
    await upgrade(engine)
    store = SQLStore[str](engine, owner=lambda context: context)
    await store.save_thread(new_thread("thr"), "alice")
    for steps in range(1, 200, 20):
        task = asyncio.ensure_future(store.save_thread(new_thread("other"), "alice"))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
    assert (await store.load_thread("thr", "alice")).id == "thr"
    await engine.dispose()


async def test_databases_in_memory_are_apart():
    first, second = create_engine("sqlite://"), create_engine("sqlite:///:memory:")
    await upgrade(first)
    with pytest.raises(StoreUnavailable):
        await Database(second).execute(text("SELECT * FROM chatkit_threads"))
    await first.dispose()
    await second.dispose()


async def test_a_locked_database_is_unavailable_and_nothing_is_written(sqlite_url, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT", 0.05)
    engine = create_engine(sqlite_url)
    store = SQLStore[str](engine, owner=lambda context: context)
    await store.save_thread(new_thread("before"), "alice")
    other_process = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other_process.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable) as caught:
        await store.save_thread(new_thread("thr"), "alice")
    assert caught.value.__cause__ is not None
    with pytest.raises(StoreUnavailable):
        await store.delete_thread("before", "alice")
    other_process.execute("COMMIT")
    other_process.close()
    page = await store.load_threads(10, None, "asc", "alice")
    assert [thread.id for thread in page.data] == ["before"]
    await store.save_thread(new_thread("thr"), "alice")
    await engine.dispose()


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all.db", "postgresql://u@/d?host=/nowhere/at/all"]
)
async def test_a_database_that_is_not_there_is_unavailable(url):
    engine = create_engine(url)
    with pytest.raises(StoreUnavailable):
        await SQLStore[str](engine, owner=lambda context: context).load_thread("thr", "alice")
    await engine.dispose()


@pytest.fixture
def postgres_url(make_database):
    return make_database("postgresql")


async def test_a_lost_connection_is_unavailable_once(postgres_url):
    engine = create_engine(postgres_url)
    store = SQLStore[str](engine, owner=lambda context: context)
    await store.save_thread(new_thread("thr"), "alice")
    with pytest.raises(StoreUnavailable):
        await Database(engine).execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert (await store.load_thread("thr", "alice")).id == "thr"

    restarting = create_engine(postgres_url)  # while the first engine's connections are idle
    await Database(restarting).execute(
        text(
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    )
    await restarting.dispose()
    with pytest.raises(StoreUnavailable):
        await store.load_thread("thr", "alice")
    assert (await store.load_thread("thr", "alice")).id == "thr"
    await engine.dispose()


async def test_a_value_of_the_wrong_type_is_not_called_unavailable(postgres_url):
    engine = create_engine(postgres_url)
    store = SQLStore[str](engine, owner=lambda context: context)
    with pytest.raises(DBAPIError):
        await store.load_threads(2**70, None, "asc", "alice")
    await engine.dispose()


async def test_a_pool_without_a_free_connection_is_unavailable(sqlite_engine, monkeypatch):
    pool = sqlite_engine.pool
    monkeypatch.setattr(pool, "_timeout", 0.01)
    connections = [await sqlite_engine.connect() for _ in range(10)]
    with pytest.raises(StoreUnavailable):
        await Database(sqlite_engine).execute(text("SELECT 1"))
    for connection in connections:
        await connection.close()
    assert await Database(sqlite_engine).execute(text("SELECT 1"))


async def test_an_error_of_the_statement_itself_is_not_called_unavailable(engine):
    with pytest.raises(Exception) as caught:  # the drivers' own kinds
        await Database(engine).execute(text("INSERT INTO chatkit_run_leases (run_id) VALUES ('r')"))
    assert not isinstance(caught.value, StoreUnavailable)


async def test_many_writers_of_one_process_wait_for_their_turn(sqlite_engine, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT", 0.0)  # polling for the lock would fail at once
    store = SQLStore[str](sqlite_engine, owner=lambda context: context)
    await asyncio.gather(
        *(store.save_thread(new_thread(f"thr_{number}"), "alice") for number in range(50))
    )
    assert len((await store.load_threads(100, None, "asc", "alice")).data) == 50


async def test_a_writer_waits_for_its_turn_no_longer_than_for_a_connection(
    sqlite_engine, monkeypatch
):
    """Behind a database that is locked, each would wait as long as all before it together."""
    monkeypatch.setattr("stores.engine.WAIT_SECONDS", 0.05)
    store = SQLStore[str](sqlite_engine, owner=lambda context: context)
    async with Database(sqlite_engine).transaction():
        with pytest.raises(StoreUnavailable):
            async with asyncio.timeout(5):
                await store.save_thread(new_thread("thr"), "alice")
    await store.save_thread(new_thread("thr"), "alice")


async def test_the_switch_to_write_ahead_logging_waits_for_another_process(tmp_path, monkeypatch):
    path = tmp_path / "new.db"
    other_process = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other_process.execute("CREATE TABLE t (x)")
    other_process.execute("BEGIN IMMEDIATE")  # SQLite itself does not wait for this one
    other_process.execute("INSERT INTO t VALUES (1)")
    waits = []

    def finish(seconds):
        waits.append(seconds)
        other_process.execute("COMMIT")

    monkeypatch.setattr("stores.sqlite.time.sleep", finish)
    engine = create_engine(f"sqlite:///{path}")
    assert await pragma(engine, "journal_mode") == "wal"
    assert len(waits) == 1
    other_process.close()
    await engine.dispose()
