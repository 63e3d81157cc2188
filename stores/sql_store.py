"""A `chatkit.store.Store` on SQLite and PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chatkit.store import NotFoundError, Store, StoreItemType, TContext
from chatkit.types import Attachment, FeedbackKind, Page, ThreadItem, ThreadMetadata
from sqlalchemy import Executable, Row
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from stores import codec, statements
from stores.engine import Database
from stores.errors import ItemExistsError, ItemUnfinishedError
from stores.ids import new_item_id
from stores.items import end_work, is_empty, is_hidden
from stores.rows import batches, check_ids, is_descending, only, to_page
from stores.scope import ThreadScope


@dataclass(frozen=True, slots=True)
class ActiveThread:
    """A thread and the moment its last item was added (UTC), or it was made if it has none."""

    thread: ThreadMetadata
    active_at: datetime


class SQLStore(Store[TContext]):
    """Keeps threads, items, attachments and feedback, apart for each owner.

    What belongs to another owner is as unknown as what does not exist. Threads are listed by their
    last activity, items in the order in which they were first added; neither depends on a clock.
    A page's ``after`` is the id of its last row where more follow, else None. Every method is one
    short transaction at most, and raises `stores.errors.StoreUnavailable` where the database does
    not answer.

    Args:
        engine: From `stores.engine.create_engine`; `stores.migrations.upgrade` has run on it.
        owner: Tells whose data a request may see.
    """

    def __init__(self, engine: AsyncEngine, *, owner: Callable[[TContext], str]) -> None:
        self._database = Database(engine)
        self._dialect = engine.dialect.name
        self._owner = owner

    # Ids

    def generate_thread_id(self, context: TContext) -> str:
        """Return a new id of 128 bits; ids sort by time."""
        return new_item_id("thread")

    def generate_item_id(
        self, item_type: StoreItemType, thread: ThreadMetadata, context: TContext
    ) -> str:
        """Return a new id of 128 bits; ids sort by time."""
        return new_item_id(item_type)

    # Threads

    async def load_thread(self, thread_id: str, context: TContext) -> ThreadMetadata:
        """Load a thread's metadata.

        Raises:
            NotFoundError: The owner has no such thread.
        """
        rows = await self._run(statements.load_thread, context, thread_id=thread_id)
        return codec.load_thread(only(rows, "thread", thread_id).data)

    async def save_thread(self, thread: ThreadMetadata, context: TContext) -> None:
        """Insert or update a thread's metadata; the items of a `chatkit.types.Thread` are ignored.

        Raises:
            NotFoundError: The id is another owner's.
        """
        rows = await self._run(
            statements.save_thread(self._dialect),
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
    ) -> Page[ActiveThread]:
        """Load a page of threads as `load_threads` does, with the moments of their last activity.

        Args:
            limit: The most rows.
            after: The thread that the page begins after.
            order: ``asc`` or ``desc``.
            context: Tells the owner.
            scope: Which of the owner's threads there are; None for all.

        Raises:
            NotFoundError: The owner has no thread ``after``.
        """
        rows = await self._page(
            statements.page_of_threads(
                descending=is_descending(order), after=after is not None, scoped=scope is not None
            ),
            statements.thread_is_known,
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
            statements.thread_in_scope, context, thread_id=thread_id, **_scope_values(scope)
        )
        return bool(rows)

    async def delete_thread(self, thread_id: str, context: TContext) -> None:
        """Delete a thread with its items, their feedback, its attachments and its lease.

        Attachments that another thread has too, such as a branch, are that one's from then on.

        Nothing happens where the owner has no such thread.
        """
        values = self._parameters(context, thread_id=thread_id)
        async with self._database.transaction() as connection:
            await connection.execute(statements.hand_over_attachments, values)
            await connection.execute(statements.delete_thread, values)
            await connection.execute(statements.delete_leases, values)

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
            point = await connection.execute(statements.branch_point, values)
            row = only(point.all(), "item", item_id)
            if row.hidden:
                raise NotFoundError(f"no item {item_id}")
            values["b_position"] = row.position if including else row.position - 1
            if (await connection.execute(statements.unfinished_before, values)).first():
                raise ItemUnfinishedError(source_id)
            await connection.execute(statements.branch_thread(self._dialect), values)
            await connection.execute(statements.branch_items, values)
            await connection.execute(statements.branch_summary, values)
            await connection.execute(statements.branch_attachments(self._dialect), values)

    # Items

    async def load_thread_items(
        self, thread_id: str, after: str | None, limit: int, order: str, context: TContext
    ) -> Page[ThreadItem]:
        """Load a page of a thread's items, hidden ones included.

        It is empty where the owner has no such thread, as the SDK expects.

        Raises:
            NotFoundError: The thread has no item ``after``.
        """
        return await self._load_items(thread_id, after, limit, order, context, visible=False)

    async def load_visible_items(
        self, thread_id: str, after: str | None, limit: int, order: str, context: TContext
    ) -> Page[ThreadItem]:
        """Load a page of those items that a client may see; ``after`` may be a hidden one.

        Raises:
            NotFoundError: The thread has no item ``after``.
        """
        return await self._load_items(thread_id, after, limit, order, context, visible=True)

    async def _load_items(
        self,
        thread_id: str,
        after: str | None,
        limit: int,
        order: str,
        context: TContext,
        *,
        visible: bool,
    ) -> Page[ThreadItem]:
        rows = await self._page(
            statements.page_of_items(
                descending=is_descending(order), after=after is not None, visible=visible
            ),
            statements.item_is_known,
            context,
            thread_id=thread_id,
            limit=limit,
            after=after,
        )
        return to_page(rows, limit, lambda row: codec.load_item(thread_id, row.type, row.data))

    async def load_item(self, thread_id: str, item_id: str, context: TContext) -> ThreadItem:
        """Load one item.

        Raises:
            NotFoundError: The owner has no such item in this thread.
        """
        rows = await self._run(statements.load_item, context, thread_id=thread_id, id=item_id)
        row = only(rows, "item", item_id)
        return codec.load_item(thread_id, row.type, row.data)

    async def add_thread_item(self, thread_id: str, item: ThreadItem, context: TContext) -> None:
        """Add an item at the end, or complete the one that was opened, in its place.

        A workflow may be added again: the SDK does so when it goes on after a client tool call.

        Raises:
            NotFoundError: The owner has no such thread.
            ItemExistsError: The thread has a complete item of that id.
        """
        await self._insert(statements.add_item(self._dialect), thread_id, item, context)

    async def add_thread_items(
        self, thread_id: str, items: Sequence[ThreadItem], context: TContext
    ) -> None:
        """Add many complete items at the end, in their order: all of them or none.

        Raises:
            NotFoundError: The owner has no such thread.
            ItemExistsError: The thread has an item of one of the ids, or there are two of one.
        """
        if not items:
            return
        rows = [self._item_parameters(thread_id, item, context) for item in items]
        async with self._database.transaction() as connection:
            taking = statements.take_positions(self._dialect)
            taken = await connection.execute(taking, {**rows[0], "b_count": len(rows)})
            last = only(taken.all(), "thread", thread_id).last_position
            for position, row in enumerate(rows, last - len(rows) + 1):
                row["b_position"] = position
            try:
                await connection.execute(statements.insert_items, rows)
            except IntegrityError as error:
                raise ItemExistsError(f"one of {len(rows)} items") from error

    async def save_item(self, thread_id: str, item: ThreadItem, context: TContext) -> None:
        """Replace an item in its place, or add it at the end.

        Raises:
            NotFoundError: The owner has no such thread.
        """
        if not await self.replace_item(thread_id, item, context):
            await self._insert(statements.save_item(self._dialect), thread_id, item, context)

    async def replace_item(self, thread_id: str, item: ThreadItem, context: TContext) -> bool:
        """Replace an item in its place, if it is still there.

        Returns:
            Whether it was.
        """
        values = self._item_parameters(thread_id, item, context)
        return bool(await self._database.execute(statements.replace_item, values))

    async def delete_thread_item(self, thread_id: str, item_id: str, context: TContext) -> None:
        """Delete an item and its feedback.

        Nothing happens where there is none: a run takes back items that were never saved.
        """
        await self._run(statements.delete_item, context, thread_id=thread_id, id=item_id)

    # Items that are still being said

    async def open_item(self, thread_id: str, item: ThreadItem, context: TContext) -> None:
        """Give an item its place in the thread while its content is still being made.

        It is partial until `add_thread_item`, `save_item` or `settle_items`. Nothing happens
        where a complete item of that id exists.

        Raises:
            NotFoundError: The owner has no such thread.
        """
        with suppress(ItemExistsError):
            await self._insert(statements.open_item(self._dialect), thread_id, item, context)

    async def checkpoint_item(self, thread_id: str, item: ThreadItem, context: TContext) -> None:
        """Replace the content of a partial item; nothing happens once it is complete."""
        values = self._item_parameters(thread_id, item, context)
        await self._database.execute(statements.checkpoint_item, values)

    async def settle_items(self, thread_id: str, context: TContext) -> list[ThreadItem]:
        """Make the partial items of a thread complete as they stand, and drop empty ones.

        A task that is shown to be at work is not at work any more.

        Returns:
            Those that were kept, in their order.
        """
        values = self._parameters(context, thread_id=thread_id)
        async with self._database.transaction() as connection:
            rows = (await connection.execute(statements.settle_items, values)).all()
            settled = [codec.load_item(thread_id, row.type, row.data) for row in sorted(rows)]
            for item in settled:
                if end_work(item):
                    changed = self._item_parameters(thread_id, item, context)
                    await connection.execute(statements.replace_item, changed)
            empty = [item.id for item in settled if is_empty(item)]
            if empty:
                await connection.execute(statements.delete_items, {**values, "b_ids": empty})
        return [item for item in settled if not is_empty(item)]

    # Feedback

    async def save_feedback(
        self, thread_id: str, item_ids: Iterable[str], kind: FeedbackKind, context: TContext
    ) -> None:
        """Note what the owner thinks of some items; the latest opinion counts.

        Raises:
            NotFoundError: One of them is not a visible item of this thread; nothing is noted.
        """
        wanted = sorted(set(item_ids))
        check_ids(*wanted)
        values = self._parameters(context, thread_id=thread_id, kind=kind, now=time.time())
        async with self._database.transaction() as connection:
            for batch in batches(wanted):
                result = await connection.execute(
                    statements.save_feedback(self._dialect), {**values, "b_ids": batch}
                )
                if missing := set(batch).difference(result.scalars()):
                    raise NotFoundError(f"no item {min(missing)}")

    # Attachments

    async def save_attachment(self, attachment: Attachment, context: TContext) -> None:
        """Insert or update an attachment's metadata.

        It belongs to the first thread that it is saved with; further ones have it, too.

        Raises:
            NotFoundError: The id is another owner's, or the owner has no thread of its
                ``thread_id``.
        """
        values = self._parameters(
            context,
            id=attachment.id,
            thread_id=attachment.thread_id,
            data=codec.dump_attachment(attachment),
        )
        async with self._database.transaction() as connection:
            saved = await connection.execute(statements.save_attachment(self._dialect), values)
            row = only(saved.all(), "attachment", attachment.id)
            if attachment.thread_id not in (None, row.thread_id):
                await connection.execute(statements.use_attachment(self._dialect), values)

    async def load_attachment(self, attachment_id: str, context: TContext) -> Attachment:
        """Load an attachment's metadata.

        Raises:
            NotFoundError: The owner has no such attachment.
        """
        rows = await self._run(statements.load_attachment, context, id=attachment_id)
        row = only(rows, "attachment", attachment_id)
        return codec.load_attachment(row.thread_id, row.data)

    async def threads_with(self, attachment_id: str, context: TContext) -> list[str]:
        """The ids of the owner's threads that have an attachment; none if it was not sent yet."""
        rows = await self._run(statements.threads_with_attachment, context, id=attachment_id)
        return [row.thread_id for row in rows]

    async def delete_attachment(self, attachment_id: str, context: TContext) -> None:
        """Delete an attachment's metadata; nothing happens where the owner has none."""
        await self._run(statements.delete_attachment, context, id=attachment_id)

    # Parts

    async def _run(
        self, statement: Executable, context: TContext, **values: Any
    ) -> Sequence[Row[Any]]:
        return await self._database.execute(statement, self._parameters(context, **values))

    async def _page(
        self, query: Executable, after_is_known: Executable, context: TContext, **values: Any
    ) -> Sequence[Row[Any]]:
        if values["limit"] < 1:
            raise ValueError("a page has at least one row")
        parameters = self._parameters(context, **values)
        parameters["b_limit"] += 1  # one more than asked for tells whether there is more
        rows = await self._database.execute(query, parameters)
        # Past an unknown row there is nothing either: only then the question costs a statement.
        if not rows and values["after"] is not None:
            only(await self._database.execute(after_is_known, parameters), "row", values["after"])
        return rows

    async def _insert(
        self, statement: Executable, thread_id: str, item: ThreadItem, context: TContext
    ) -> None:
        """Insert an item at the thread's end, all or nothing."""
        values = self._item_parameters(thread_id, item, context)
        async with self._database.transaction() as connection:
            place = await connection.execute(statements.take_position(self._dialect), values)
            values["b_position"] = only(place.all(), "thread", thread_id).last_position
            written = await connection.execute(statement, values)
            if not written.all():
                raise ItemExistsError(item.id)

    def _item_parameters(
        self, thread_id: str, item: ThreadItem, context: TContext
    ) -> dict[str, Any]:
        return self._parameters(
            context,
            thread_id=thread_id,
            id=item.id,
            type=item.type,
            hidden=is_hidden(item),
            data=codec.dump_item(item),
            now=time.time(),
        )

    def _parameters(self, context: TContext, **values: Any) -> dict[str, Any]:
        names = ("thread_id", "source_id", "id", "after")
        check_ids(*(values[name] for name in names if values.get(name)))
        return statements.parameters(owner=self._owner(context), **values)


def _scope_values(scope: ThreadScope | None) -> dict[str, Any]:
    return {} if scope is None else {"recent": scope.recent, "ids": list(scope.ids)}
