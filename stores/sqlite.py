"""SQLite's driver with one trip to its thread per statement.

aiosqlite runs each connection in a thread of its own, and every call is a trip there and back.
SQLAlchemy's cursor protocol makes four per statement: open, execute, fetch, close. A trip costs
more than most statements do, so this cursor does all four in one, and the BEGIN of a transaction
travels with its first statement.
"""

from __future__ import annotations

import sqlite3
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple

import aiosqlite

BUSY_TIMEOUT = 5.0
"""Seconds a statement waits for another process's write before it fails as locked."""

_PRAGMAS = """
    PRAGMA synchronous = NORMAL;
    PRAGMA foreign_keys = ON;
    PRAGMA journal_size_limit = 67108864;
"""

_Rows = list[tuple[Any, ...]]
_Parameters = Sequence[Any]


class _Outcome(NamedTuple):
    description: Any
    rowcount: int
    lastrowid: int | None
    rows: _Rows


class _Cursor:
    """A cursor that has fetched its rows and closed by the time ``execute`` returns."""

    def __init__(self, run: Callable[..., Awaitable[_Outcome]]) -> None:
        self._run = run
        self._rows: deque[tuple[Any, ...]] = deque()
        self.arraysize = 1
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> _Cursor:
        return self

    async def execute(self, sql: str, parameters: _Parameters = ()) -> _Cursor:
        return await self._finish(sqlite3.Cursor.execute, sql, parameters)

    async def executemany(self, sql: str, parameters: Iterable[_Parameters]) -> _Cursor:
        return await self._finish(sqlite3.Cursor.executemany, sql, parameters)

    async def _finish(self, method: Callable[..., Any], sql: str, parameters: Any) -> _Cursor:
        outcome = await self._run(method, sql, parameters)
        self.description, self.rowcount, self.lastrowid, rows = outcome
        self._rows = deque(rows)
        return self

    async def fetchone(self) -> tuple[Any, ...] | None:
        return self._rows.popleft() if self._rows else None

    async def fetchmany(self, size: int | None = None) -> _Rows:
        return [self._rows.popleft() for _ in range(min(size or self.arraysize, len(self._rows)))]

    async def fetchall(self) -> _Rows:
        rows = list(self._rows)
        self._rows.clear()
        return rows

    async def close(self) -> None:
        self._rows.clear()


class Connection(aiosqlite.Connection):
    """An aiosqlite connection that makes no trip it can do without."""

    _begins = False

    def begin(self) -> None:
        """Open a transaction that writes, together with the next statement."""
        self._begins = True

    def cursor(self) -> _Cursor:  # type: ignore[override]  # SQLAlchemy only enters it
        """Return a cursor; nothing happens in the thread until it executes."""
        return _Cursor(self._run)

    async def _run(self, method: Callable[..., Any], sql: str, parameters: Any) -> _Outcome:
        begins, self._begins = self._begins, False
        step = partial(_execute, self._conn, begins, method, sql, parameters)
        outcome: _Outcome = await self._execute(step)  # type: ignore[no-untyped-call]  # theirs
        return outcome

    async def commit(self) -> None:
        """Commit, unless no transaction is open."""
        self._begins = False
        if self.in_transaction:
            await super().commit()

    async def rollback(self) -> None:
        """Roll back, unless no transaction is open (the pool always asks)."""
        self._begins = False
        if self.in_transaction:
            await super().rollback()


def _execute(
    connection: sqlite3.Connection,
    begins: bool,
    method: Callable[..., Any],
    sql: str,
    parameters: Any,
) -> _Outcome:
    cursor = connection.cursor()
    try:
        if begins:
            # At once for writing: two that turn from reading to writing could not wait
            # for each other.
            cursor.execute("BEGIN IMMEDIATE")
        method(cursor, sql, parameters)
        rows = cursor.fetchall() if cursor.description else []
        return _Outcome(cursor.description, cursor.rowcount, cursor.lastrowid, rows)
    finally:
        cursor.close()


async def connect(database: str, *, uri: bool = False) -> Connection:
    """Open a connection, in the driver's autocommit mode.

    Args:
        database: A path, or an SQLite URI.
        uri: Whether ``database`` is a URI.
    """

    def open_database() -> sqlite3.Connection:
        connection = sqlite3.connect(
            database,
            timeout=BUSY_TIMEOUT,
            isolation_level=None,  # BEGIN and COMMIT are said explicitly, never guessed
            check_same_thread=False,  # the loop's thread reads in_transaction
            uri=uri,
        )
        connection.executescript(_PRAGMAS)
        _use_wal(connection)
        return connection

    connection = Connection(open_database, iter_chunk_size=64)
    # A process that ends without disposing of its engine must not wait for this thread.
    connection._thread.daemon = True
    await connection
    return connection


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to write-ahead logging, which happens once in the life of a database file.

    Processes that open a new file at the same time race for the lock of the switch, and SQLite
    fails at once instead of waiting for it. The mode is kept in the file, so a loser finds it set.
    """
    deadline = time.monotonic() + BUSY_TIMEOUT
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)  # in the connection's own thread
        else:
            return
