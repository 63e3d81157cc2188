"""What owners think of items: for those who look after a server, never for its users."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from chatkit.types import FeedbackKind, ThreadItem
from sqlalchemy import Row, and_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine

from stores import codec
from stores.engine import Database
from stores.rows import check_ids
from stores.tables import feedback, items

Place: TypeAlias = tuple[float, str, str]
"""Where an opinion is in the list: seconds since the epoch, thread, item."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What an owner thinks of an item.

    Attributes:
        seconds: When they last said so, since the epoch.
    """

    owner: str
    thread_id: str
    item: ThreadItem
    kind: FeedbackKind
    seconds: float

    @property
    def saved_at(self) -> datetime:
        """When they last said so, UTC."""
        return datetime.fromtimestamp(self.seconds, UTC)

    @property
    def place(self) -> Place:
        """Where it is in the list."""
        return self.seconds, self.thread_id, self.item.id


class Opinions:
    """Reads feedback, whoever gave it.

    Args:
        engine: From `stores.engine.create_engine`; `stores.migrations.upgrade` has run on it.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._database = Database(engine)

    async def page(
        self, limit: int, *, after: Place | None = None, owner: str | None = None
    ) -> list[Opinion]:
        """Read opinions in the order in which they were given.

        Args:
            limit: The most that are read.
            after: The place of the last one of the page before.
            owner: Whose; None for everyone's.

        Raises:
            NotFoundError: The owner is what nobody can be called.
            StoreUnavailable: The database does not answer.
        """
        same = and_(items.c.thread_id == feedback.c.thread_id, items.c.id == feedback.c.item_id)
        order = (feedback.c.saved_at, feedback.c.thread_id, feedback.c.item_id)
        query = (
            select(
                feedback.c.owner,
                feedback.c.thread_id,
                feedback.c.kind,
                feedback.c.saved_at,
                items.c.type,
                items.c.data,
            )
            .join(items, same)
            .order_by(*order)
            .limit(limit)
        )
        if after is not None:
            query = query.where(tuple_(*order) > tuple_(*after))
        if owner is not None:
            check_ids(owner)
            query = query.where(feedback.c.owner == owner)
        return [_opinion(row) for row in await self._database.execute(query)]


def _opinion(row: Row[Any]) -> Opinion:
    return Opinion(
        owner=row.owner,
        thread_id=row.thread_id,
        item=codec.load_item(row.thread_id, row.type, row.data),
        kind=row.kind,
        seconds=row.saved_at,
    )
