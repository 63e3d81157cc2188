"""What was said in threads up to some item, in short: for models that cannot be told all of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import literal, select
from sqlalchemy.ext.asyncio import AsyncEngine

from stores.engine import Database
from stores.inserts import insert_into
from stores.rows import check_ids
from stores.tables import items, summaries


@dataclass(frozen=True, slots=True)
class Summary:
    """What was said in a thread.

    Attributes:
        item_id: The last item that it tells of.
    """

    item_id: str
    text: str


class Summaries:
    """Keeps one summary of a thread. It goes with its thread, and with the last item it tells of.

    Every method raises `stores.errors.StoreUnavailable` where the database does not answer.

    Args:
        engine: From `stores.engine.create_engine`; `stores.migrations.upgrade` has run on it.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._database = Database(engine)
        self._dialect = engine.dialect.name

    async def find(self, thread_id: str, owner: str) -> Summary | None:
        """The summary of a thread; None where the owner has none."""
        check_ids(thread_id, owner)
        rows = await self._database.execute(
            select(summaries.c.item_id, summaries.c.summary).where(
                summaries.c.thread_id == thread_id, summaries.c.owner == owner
            )
        )
        return Summary(rows[0].item_id, rows[0].summary) if rows else None

    async def save(self, thread_id: str, summary: Summary, owner: str) -> bool:
        """Keep a summary in the place of the one before.

        Args:
            thread_id: The thread.
            summary: The text has no NUL characters: not every database takes them.
            owner: Whose thread it is.

        Returns:
            Whether the owner still has the thread and the item.
        """
        check_ids(thread_id, summary.item_id, owner)
        found = select(items.c.thread_id, items.c.id, items.c.owner, literal(summary.text)).where(
            items.c.thread_id == thread_id, items.c.id == summary.item_id, items.c.owner == owner
        )
        statement = insert_into(self._dialect, summaries).from_select(
            ["thread_id", "item_id", "owner", "summary"], found
        )
        new = statement.excluded
        saved = await self._database.execute(
            statement.on_conflict_do_update(
                index_elements=[summaries.c.thread_id],
                set_={"item_id": new.item_id, "summary": new.summary},
                where=summaries.c.owner == new.owner,
            ).returning(summaries.c.thread_id)
        )
        return bool(saved)
