"""Engines for SQLite and PostgreSQL, and the two ways to use one: a transaction or a statement."""

from __future__ import annotations

import asyncio
import sqlite3
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext
from functools import partial
from typing import Any

from sqlalchemy import URL, Connection, Executable, Row, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from stores import sqlite
from stores.errors import StoreUnavailable

WAIT_SECONDS = 10.0
"""How long a free connection, or the turn to write, is waited for."""

_WRITE_LOCK = "stores_write_lock"
_AUTOCOMMIT = "stores_autocommit"

_TRANSIENT = ("08", "40", "53", "55", "57", "58")
"""Classes of SQLSTATE that say nothing about the statement: the connection, a rollback to resolve
a deadlock, resources, locks, an operator, the system.

Source: PostgreSQL, appendix A.
"""


def create_engine(url: str) -> AsyncEngine:
    """Return an engine set up for many short transactions.

    SQLite gets write-ahead logging, foreign keys, ``BEGIN IMMEDIATE`` (so that two writers wait
    for each other instead of failing when a read turns into a write) and a queue for the writers
    of this process. A database in memory lives as long as the engine.

    Args:
        url: ``sqlite:///path``, ``sqlite://`` (in memory) or ``postgresql://…`` (also
            ``postgres://``), with or without a driver's name; aiosqlite and asyncpg are used.
            ``sslmode`` is understood as libpq's.

    Raises:
        ValueError: It is a URL of some other database, or none at all.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # Not chained, and not quoted: the URL may hold a password.
        raise ValueError("the database URL cannot be read") from None
    match parsed.get_backend_name():
        case "sqlite":
            return _create_sqlite_engine(parsed.set(drivername="sqlite+aiosqlite"))
        case "postgresql" | "postgres":
            return _create_postgresql_engine(parsed.set(drivername="postgresql+asyncpg"))
        case other:
            raise ValueError(f"databases of the kind {other!r} are not supported")


def _create_postgresql_engine(url: URL) -> AsyncEngine:
    options: dict[str, Any] = {
        "timeout": 5.0,  # seconds to connect
        "command_timeout": 30.0,  # seconds; nothing here takes more than a few milliseconds
        "server_settings": {"application_name": "chatkit"},
    }
    if "sslmode" in url.query:
        options["ssl"] = url.query["sslmode"]
        url = url.difference_update_query(["sslmode"])
    return create_async_engine(
        url,
        pool_size=10,
        max_overflow=10,
        pool_timeout=WAIT_SECONDS,
        pool_recycle=1800,
        pool_use_lifo=True,
        hide_parameters=True,  # an error that is logged must not quote what people wrote
        connect_args=options,
    )


def _create_sqlite_engine(url: URL) -> AsyncEngine:
    if url.database in (None, "", ":memory:"):
        return _create_memory_engine(url)
    if url.query:
        raise ValueError("an SQLite database URL has no options")
    return _sqlite_engine(url, str(url.database))


def _create_memory_engine(url: URL) -> AsyncEngine:
    """Connections of one engine share a named database in memory.

    It would go with its last connection (a cancelled write costs one), so one more is held open.
    """
    database = f"file:/{uuid.uuid4()}?vfs=memdb"
    anchor = sqlite3.connect(database, uri=True, check_same_thread=False)
    engine = _sqlite_engine(url, database, uri=True)
    event.listen(engine.sync_engine, "engine_disposed", lambda _: anchor.close())
    return engine


def _sqlite_engine(url: URL, database: str, *, uri: bool = False) -> AsyncEngine:
    engine = create_async_engine(
        url,
        async_creator=partial(sqlite.connect, database, uri=uri),
        poolclass=AsyncAdaptedQueuePool,
        pool_size=5,
        max_overflow=5,
        pool_timeout=WAIT_SECONDS,
        pool_use_lifo=True,
        hide_parameters=True,
        execution_options={_WRITE_LOCK: asyncio.Lock()},
    )
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    driver_connection = connection.connection.driver_connection
    if not connection.get_execution_options().get(_AUTOCOMMIT):
        assert isinstance(driver_connection, sqlite.Connection)
        driver_connection.begin()


class Database:
    """An engine, used for one short transaction or for one statement at a time.

    Both raise `StoreUnavailable` where the database is locked or gone.

    Args:
        engine: From `create_engine`.

    Raises:
        ValueError: It is an SQLite engine from elsewhere: its connections would neither keep
            foreign keys nor commit a statement that stands for itself.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._write_lock: asyncio.Lock | None = engine.get_execution_options().get(_WRITE_LOCK)
        options: dict[str, Any] = {_AUTOCOMMIT: True}
        if engine.dialect.name != "sqlite":  # there it is the driver's mode already
            options["isolation_level"] = "AUTOCOMMIT"
        elif self._write_lock is None:
            raise ValueError("an SQLite engine has to come from stores.engine.create_engine")
        self._autocommit = engine.execution_options(**options)

    def connect(self) -> AsyncConnection:
        """Return a connection on which every statement stands for itself; enter it to use it."""
        return self._autocommit.connect()

    async def execute(
        self, statement: Executable, parameters: Mapping[str, Any] | None = None
    ) -> Sequence[Row[Any]]:
        """Run one statement that stands for itself, and return its rows.

        There is no transaction around it, so it costs one round trip; a statement that writes is
        atomic all the same. What it changed is known by ``RETURNING``.
        """
        with translated_errors():
            async with self._queue(statement.is_dml), self.connect() as connection:
                result = await connection.execute(statement, parameters)
                return result.all() if result.returns_rows else ()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that writes; it is committed at the end, or not at all."""
        with translated_errors():
            async with self._queue(True), self.engine.begin() as connection:
                yield connection

    def _queue(self, writes: bool) -> AbstractAsyncContextManager[None]:
        return _turn(self._write_lock) if writes and self._write_lock else nullcontext()


@asynccontextmanager
async def _turn(lock: asyncio.Lock) -> AsyncIterator[None]:
    # SQLite lets one writer in at a time. Those of this process line up here, because the
    # database itself would let them poll for the lock and starve. Not for ever: while another
    # process writes, each holds up those behind it for `sqlite.BUSY_TIMEOUT`.
    async with asyncio.timeout(WAIT_SECONDS):
        await lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn what a driver raises when the database does not answer into `StoreUnavailable`."""
    try:
        yield
    except (OperationalError, PoolTimeoutError, OSError) as error:
        raise StoreUnavailable("the database does not answer") from error
    except DBAPIError as error:
        # asyncpg's InterfaceError may be a lost connection, or a value of the wrong type.
        state = getattr(error.orig, "sqlstate", None) or ""
        if not error.connection_invalidated and not state.startswith(_TRANSIENT):
            raise
        raise StoreUnavailable("the database does not answer") from error
