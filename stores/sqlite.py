"""SQLite in a thread of its own, under SQLAlchemy's aiosqlite dialect, in few trips to the thread.

aiosqlite makes a trip per call, and SQLAlchemy's cursor protocol makes four calls per statement:
open, execute, fetch, close. A trip costs more than most statements do. Here a statement is one
trip, and the BEGIN of a transaction travels with its first statement. A caller that is cancelled
leaves when the thread is done with the statement, so the connection is at rest when it is cleaned
up; and a thread that ends after its event loop does so silently.

The names with an underscore that the dialect itself reads (``_connection``, ``_conn``, ``_tx``) are
aiosqlite's.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Any, NamedTuple, TypeVar

BUSY_TIMEOUT = 5.0
"""Seconds a statement waits for another process's write before it fails as locked."""

_PRAGMAS = """
    PRAGMA synchronous = NORMAL;
    PRAGMA foreign_keys = ON;
    PRAGMA journal_size_limit = 67108864;
"""

_T = TypeVar("_T")
_Rows = list[tuple[Any, ...]]
_Parameters = Sequence[Any]
_Jobs = SimpleQueue[tuple["asyncio.Future[Any] | None", Callable[[], Any] | None]]


async def connect(database: str, *, uri: bool = False) -> Connection:
    """Open a connection in the driver's autocommit mode, set up for many short transactions.

    Args:
        database: A path, or an SQLite URI.
        uri: Whether ``database`` is a URI.
    """
    connection = Connection()
    await connection.open(partial(_open, database, uri))
    return connection


class Connection:
    """An SQLite connection that lives in a thread."""

    def __init__(self) -> None:
        self._connection: sqlite3.Connection | None = None
        self._begins = False
        self._tx: _Jobs = SimpleQueue()
        # A daemon: a process that ends without closing its engine must not wait for it.
        Thread(target=_work, args=(self._tx,), name="sqlite", daemon=True).start()

    async def open(self, open_database: Callable[[], sqlite3.Connection]) -> None:
        """Connect, with a function that the thread runs."""

        def step() -> None:
            self._connection = open_database()

        try:
            await self._do(step)
        except BaseException:
            self.stop()
            raise

    def begin(self) -> None:
        """Open a transaction that writes, together with the next statement."""
        self._begins = True

    def cursor(self) -> Cursor:
        """Return a cursor; nothing happens in the thread until it executes."""
        return Cursor(self)

    async def execute(self, method: Callable[..., Any], sql: str, parameters: Any) -> Outcome:
        """Run a statement to its last row, by a method of `sqlite3.Cursor`."""
        begins, self._begins = self._begins, False
        return await self._do(partial(_execute, self._conn, begins, method, sql, parameters))

    async def commit(self) -> None:
        """Commit, unless no transaction is open."""
        self._begins = False
        if self._conn.in_transaction:
            await self._do(self._conn.commit)

    async def rollback(self) -> None:
        """Roll back, unless no transaction is open (the pool always asks)."""
        self._begins = False
        if self._conn.in_transaction:
            await self._do(self._conn.rollback)

    async def create_function(self, *args: Any, **options: Any) -> None:
        """Define an SQL function; SQLAlchemy brings some of its own."""
        await self._do(partial(self._conn.create_function, *args, **options))

    @property
    def isolation_level(self) -> str | None:
        """The driver's way to begin transactions: None, by itself it never does."""
        return self._conn.isolation_level

    async def close(self) -> None:
        """Close the connection and end the thread; an open transaction is rolled back."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                await self._do(connection.close)
            finally:
                self.stop()

    def stop(self) -> None:
        """Close as `close` does, when the thread comes to it."""
        connection, self._connection = self._connection, None
        if connection is not None:
            self._tx.put((None, connection.close))
        self._tx.put((None, None))

    def __del__(self) -> None:
        if self._connection is not None:
            warnings.warn(f"{self!r} was never closed", ResourceWarning, source=self, stacklevel=1)
            self.stop()

    @property
    def _conn(self) -> sqlite3.Connection:
        if self._connection is None:
            raise sqlite3.OperationalError("connection closed")
        return self._connection

    async def _do(self, step: Callable[[], _T]) -> _T:
        future: asyncio.Future[_T] = asyncio.get_running_loop().create_future()
        self._tx.put((future, step))
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            while not future.done():
                with suppress(asyncio.CancelledError):  # it is raised again below
                    await asyncio.wait([future])
            raise


class Outcome(NamedTuple):
    """What a statement left when it was through."""

    description: Any
    rowcount: int
    lastrowid: int | None
    rows: _Rows


class Cursor:
    """A cursor that has fetched its rows and closed by the time ``execute`` returns."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: deque[tuple[Any, ...]] = deque()
        self.arraysize = 1
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Cursor:
        return self

    async def execute(self, sql: str, parameters: _Parameters = ()) -> Cursor:
        """Run a statement."""
        return await self._run(sqlite3.Cursor.execute, sql, parameters)

    async def executemany(self, sql: str, parameters: Iterable[_Parameters]) -> Cursor:
        """Run a statement once for each set of parameters."""
        return await self._run(sqlite3.Cursor.executemany, sql, parameters)

    async def _run(self, method: Callable[..., Any], sql: str, parameters: Any) -> Cursor:
        outcome = await self._connection.execute(method, sql, parameters)
        self.description, self.rowcount, self.lastrowid, rows = outcome
        self._rows = deque(rows)
        return self

    async def fetchone(self) -> tuple[Any, ...] | None:
        """Return the next row, or None after the last."""
        return self._rows.popleft() if self._rows else None

    async def fetchmany(self, size: int | None = None) -> _Rows:
        """Return the next rows, at most ``size``."""
        return [self._rows.popleft() for _ in range(min(size or self.arraysize, len(self._rows)))]

    async def fetchall(self) -> _Rows:
        """Return all rows that are left."""
        rows = list(self._rows)
        self._rows.clear()
        return rows

    async def close(self) -> None:
        """Forget the rows."""
        self._rows.clear()


def _work(jobs: _Jobs) -> None:
    while True:
        future, step = jobs.get()
        if step is None:
            return
        result, error = None, None
        try:
            result = step()
        except BaseException as raised:  # the caller's, whatever it is
            error = raised
        if future is not None:
            with suppress(RuntimeError):  # the loop is closed: nobody waits for an answer
                future.get_loop().call_soon_threadsafe(_answer, future, result, error)
        del future, step, result, error  # nothing is kept alive while the thread waits


def _answer(future: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
    if future.cancelled():
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)


def _execute(
    connection: sqlite3.Connection,
    begins: bool,
    method: Callable[..., Any],
    sql: str,
    parameters: Any,
) -> Outcome:
    cursor = connection.cursor()
    try:
        if begins:
            # At once for writing: two that turn from reading to writing could not wait
            # for each other.
            cursor.execute("BEGIN IMMEDIATE")
        method(cursor, sql, parameters)
        rows = cursor.fetchall() if cursor.description else []
        return Outcome(cursor.description, cursor.rowcount, cursor.lastrowid, rows)
    finally:
        cursor.close()


def _open(database: str, uri: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(
        database,
        timeout=BUSY_TIMEOUT,
        isolation_level=None,  # BEGIN and COMMIT are said explicitly, never guessed
        check_same_thread=False,  # the loop's thread reads in_transaction
        uri=uri,
    )
    try:
        connection.executescript(_PRAGMAS)
        _use_wal(connection)
    except BaseException:
        connection.close()
        raise
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
