"""Threads in an SQL database."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chatkit.store import NotFoundError, TContext
from chatkit.types import Page, ThreadMetadata

from stores import codec
from stores.errors import ItemUnfinishedError
from stores.metadata import MetadataFilter, having
from stores.owned import OwnedRows
from stores.rows import is_descending, only, to_page
from stores.scope import ThreadScope
from stores.statements import attachments, branches, threads


@dataclass(frozen=True, slots=True)
class ActiveThread:
    """A thread and the moment its last item was added (UTC), or it was made if it has none."""

    thread: ThreadMetadata
    active_at: datetime


class SQLThreads(OwnedRows[TContext]):
    """The part of `stores.sql_store.SQLStore` that keeps threads."""

    async def load_thread(self, thread_id: str, context: TContext) -> ThreadMetadata:
        """Load a thread's metadata.

        Raises:
            NotFoundError: The owner has no such thread.
        """
        rows = await self._run(threads.load_thread, context, thread_id=thread_id)
        return codec.load_thread(only(rows, "thread", thread_id).data)

    async def save_thread(self, thread: ThreadMetadata, context: TContext) -> None:
        """Insert or update a thread's metadata; the items of a `chatkit.types.Thread` are ignored.

        Raises:
            NotFoundError: The id is another owner's.
        """
        rows = await self._run(
            threads.save_thread(self._dialect),
            context,
            thread_id=thread.id,
            data=codec.dump_thread(thread),
            now=time.time(),
        )
        only(rows, "thread", thread.id)

    async def load_threads(
        self, limit: int, after: str | None, order: str, context: TContext
    ) -> Page[ThreadMetadata]:
        """Load a page of the owner's threads by last activity.

        Raises:
            NotFoundError: The owner has no thread ``after``.
        """
        page = await self.load_threads_with_activity(limit, after, order, context)
        return Page(
            data=[row.thread for row in page.data], has_more=page.has_more, after=page.after
        )

    async def load_threads_with_activity(
        self,
        limit: int,
        after: str | None,
        order: str,
        context: TContext,
        *,
        scope: ThreadScope | None = None,
        metadata: MetadataFilter | None = None,
    ) -> Page[ActiveThread]:
        """Load a page of threads as `load_threads` does, with the moments of their last activity.

        Args:
            limit: The most rows.
            after: The thread that the page begins after.
            order: ``asc`` or ``desc``.
            context: Tells the owner.
            scope: Which of the owner's threads there are; None for all.
            metadata: What those must have in their metadata that are wanted.

        Raises:
            NotFoundError: The owner has no thread ``after``.
        """
        query = threads.page_of_threads(
            descending=is_descending(order), after=after is not None, scoped=scope is not None
        )
        rows = await self._page(
            query.where(*having(self._dialect, metadata or {})),
            threads.thread_is_known,
            context,
            limit=limit,
            after=after,
            **_scope_values(scope),
        )
        return to_page(
            rows,
            limit,
            lambda row: ActiveThread(
                codec.load_thread(row.data), datetime.fromtimestamp(row.active_at, UTC)
            ),
        )

    async def has_thread(self, thread_id: str, scope: ThreadScope, context: TContext) -> bool:
        """Whether the owner has a thread, and it is in a scope."""
        rows = await self._run(
            threads.thread_in_scope, context, thread_id=thread_id, **_scope_values(scope)
        )
        return bool(rows)

    async def delete_thread(self, thread_id: str, context: TContext) -> None:
        """Delete a thread with its items, their feedback, its attachments and its lease.

        Attachments that another thread has too, such as a branch, are that one's from then on.

        Nothing happens where the owner has no such thread.
        """
        values = self._parameters(context, thread_id=thread_id)
        async with self._database.transaction() as connection:
            await connection.execute(attachments.hand_over_attachments, values)
            await connection.execute(threads.delete_thread, values)
            await connection.execute(threads.delete_leases, values)

    async def branch_thread(
        self,
        source_id: str,
        item_id: str,
        thread: ThreadMetadata,
        context: TContext,
        *,
        including: bool,
    ) -> None:
        """Make a thread that begins as another one does, hidden items and all.

        The items keep their ids, which are their own only within a thread: what refers to one
        from within the thread, or from outside by the message it came from, goes on to hold.
        Both threads have the attachments, and either may be deleted. A summary is copied that tells
        of nothing but what is; feedback is not.

        Args:
            source_id: The thread to copy.
            item_id: Where the copy ends.
            thread: The new thread, of a new id.
            context: Tells the owner of both.
            including: Whether the item itself is copied.

        Raises:
            NotFoundError: The owner has no such thread, or no such item that a client may see.
            ItemUnfinishedError: Something up to there is still being said.
        """
        values = self._parameters(
            context,
            thread_id=thread.id,
            source_id=source_id,
            id=item_id,
            data=codec.dump_thread(thread),
            now=time.time(),
        )
        async with self._database.transaction() as connection:
            point = await connection.execute(branches.branch_point, values)
            row = only(point.all(), "item", item_id)
            if row.hidden:
                raise NotFoundError(f"no item {item_id}")
            values["b_position"] = row.position if including else row.position - 1
            if (await connection.execute(branches.unfinished_before, values)).first():
                raise ItemUnfinishedError(source_id)
            await connection.execute(branches.branch_thread(self._dialect), values)
            await connection.execute(branches.branch_items, values)
            await connection.execute(branches.branch_summary, values)
            await connection.execute(branches.branch_attachments(self._dialect), values)


def _scope_values(scope: ThreadScope | None) -> dict[str, Any]:
    return {} if scope is None else {"recent": scope.recent, "ids": list(scope.ids)}
