"""Items of threads in an SQL database."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from chatkit.store import NotFoundError, TContext
from chatkit.types import FeedbackKind, Page, ThreadItem
from sqlalchemy import Executable
from sqlalchemy.exc import IntegrityError

from stores import codec
from stores.errors import ItemExistsError
from stores.items import end_work, is_empty, is_hidden
from stores.owned import OwnedRows
from stores.rows import batches, check_ids, is_descending, only, to_page
from stores.statements import items as statements
from stores.statements.threads import take_position, take_positions


class SQLItems(OwnedRows[TContext]):
    """The part of `stores.sql_store.SQLStore` that keeps items, and what is thought of them."""

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
            taking = take_positions(self._dialect)
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

    # Parts

    async def _insert(
        self, statement: Executable, thread_id: str, item: ThreadItem, context: TContext
    ) -> None:
        """Insert an item at the thread's end, all or nothing."""
        values = self._item_parameters(thread_id, item, context)
        async with self._database.transaction() as connection:
            place = await connection.execute(take_position(self._dialect), values)
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
