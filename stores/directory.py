"""Threads of whomever: for those who look after a server, never for its users.

`SQLStore` knows only what belongs to the owner who asks. What is here finds out whose a thread
is, and lists those of everyone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from chatkit.store import NotFoundError
from chatkit.types import ThreadItem, ThreadMetadata
from sqlalchemy import Column, ColumnElement, Row, Select, and_, literal, select
from sqlalchemy.ext.asyncio import AsyncEngine

from stores import codec
from stores.engine import Database
from stores.metadata import MetadataFilter, having
from stores.rows import check_ids, only
from stores.tables import items, threads


@dataclass(frozen=True, slots=True)
class OwnedThread:
    """A thread and whose it is."""

    thread: ThreadMetadata
    owner: str


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a list that is wanted.

    Attributes:
        limit: The most rows.
        descending: Whether the list begins with the newest.
        after: The id that the part begins after, in the order of the list.
        before: The id that it ends before. Without ``after`` it ends right there.
    """

    limit: int
    descending: bool = True
    after: str | None = None
    before: str | None = None


class ThreadDirectory:
    """Finds threads whoever owns them, and reads what clients see of them.

    Every method raises `stores.errors.StoreUnavailable` where the database does not answer.

    Args:
        engine: From `stores.engine.create_engine`; `stores.migrations.upgrade` has run on it.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._database = Database(engine)
        self._dialect = engine.dialect.name

    async def find(self, thread_id: str) -> OwnedThread:
        """Find a thread and its owner.

        Raises:
            NotFoundError: Nobody has such a thread.
        """
        check_ids(thread_id)
        query = select(threads.c.owner, threads.c.data).where(threads.c.id == thread_id)
        return _owned(only(await self._database.execute(query), "thread", thread_id))

    async def threads(
        self,
        window: Window,
        *,
        owner: str | None = None,
        metadata: MetadataFilter | None = None,
    ) -> tuple[list[OwnedThread], bool]:
        """List threads in the order in which they were made, which is that of their ids.

        A cursor need not exist any more: who deletes the threads of a page can still go on.

        Args:
            window: Which of them.
            owner: Whose; None for everyone's.
            metadata: What those must have in their metadata that are wanted. Without an owner, the
                metadata of every thread may have to be read.

        Returns:
            The threads, and whether there are more on the side where the window is open.

        Raises:
            NotFoundError: A cursor or the owner is what nothing can be called.
        """
        check_ids(*(name for name in (window.after, window.before, owner) if name is not None))
        query = select(threads.c.owner, threads.c.data)
        if owner is not None:
            query = query.where(threads.c.owner == owner)
        query = query.where(*having(self._dialect, metadata or {}))
        rows, has_more = await self._read(query, threads.c.id, window, literal)
        return [_owned(row) for row in rows], has_more

    async def items(
        self, thread_id: str, window: Window, *, owner: str, types: Collection[str]
    ) -> tuple[list[ThreadItem], bool]:
        """List those items of a thread that a client may see, in their order.

        Args:
            thread_id: The thread.
            window: Which of them; a cursor may be any item of the thread.
            owner: Whose the thread must be; the list is empty otherwise.
            types: The types of item that are wanted.

        Returns:
            The items, and whether there are more on the side where the window is open.

        Raises:
            NotFoundError: The thread has no such item as a cursor says.
        """
        cursors = [name for name in (window.after, window.before) if name is not None]
        check_ids(thread_id, *cursors)
        own = and_(items.c.thread_id == thread_id, items.c.owner == owner)

        def place(item_id: str) -> ColumnElement[Any]:
            return select(items.c.position).where(own, items.c.id == item_id).scalar_subquery()

        query = select(items.c.type, items.c.data).where(
            own, ~items.c.hidden, items.c.type.in_(sorted(types))
        )
        rows, has_more = await self._read(query, items.c.position, window, place)
        if cursors and not rows:
            known = select(items.c.id).where(own, items.c.id.in_(cursors))
            if len(await self._database.execute(known)) < len(set(cursors)):
                raise NotFoundError(f"a cursor is no item of {thread_id}")
        return [codec.load_item(thread_id, row.type, row.data) for row in rows], has_more

    async def _read(
        self,
        query: Select[Any],
        column: Column[Any],
        window: Window,
        place: Callable[[str], ColumnElement[Any]],
    ) -> tuple[list[Row[Any]], bool]:
        """Read a window of rows, and whether there are more."""
        for cursor, is_start in ((window.after, True), (window.before, False)):
            if cursor is not None:
                is_above = is_start != window.descending
                edge = place(cursor)
                query = query.where(column > edge if is_above else column < edge)
        # Where only the end is given, the rows next to it are read, which is from there upwards.
        upwards = window.before is not None and window.after is None
        descending = window.descending != upwards
        query = query.order_by(column.desc() if descending else column.asc())
        rows = list(await self._database.execute(query.limit(window.limit + 1)))
        shown = rows[: window.limit]
        return shown[::-1] if upwards else shown, len(rows) > window.limit


def _owned(row: Row[Any]) -> OwnedThread:
    return OwnedThread(codec.load_thread(row.data), row.owner)
