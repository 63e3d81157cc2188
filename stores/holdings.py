"""All that one owner has, whatever it belongs to: to be handed over, or to be erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from chatkit.types import Attachment
from sqlalchemy import Table, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from stores import codec
from stores.engine import Database
from stores.rows import check_ids
from stores.tables import attachments, feedback, files, run_leases, threads

_ERASED: Final[tuple[Table, ...]] = (run_leases, threads, attachments)
"""The others' rows go with these, but for those of files, which say that bytes are to go."""
_PAGE: Final = 200


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody thinks of an item."""

    item_id: str
    kind: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class OwnedFile:
    """An attachment, and what is known of its bytes.

    Attributes:
        size: Bytes; None where there are none, as for one whose upload never ended.
        sha256: In hexadecimal.
    """

    attachment: Attachment
    size: int | None
    sha256: str | None


class Holdings:
    """Reads what belongs to an owner, and erases it.

    Every method raises `stores.errors.StoreUnavailable` where the database does not answer.

    Args:
        engine: From `stores.engine.create_engine`; `stores.migrations.upgrade` has run on it.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._database = Database(engine)

    async def thread_ids(self, owner: str) -> list[str]:
        """The ids of the owner's threads, in the order in which they were made."""
        check_ids(owner)
        query = select(threads.c.id).where(threads.c.owner == owner).order_by(threads.c.id)
        return [row.id for row in await self._database.execute(query)]

    async def opinions(self, thread_id: str, owner: str) -> list[Opinion]:
        """What the owner thinks of the items of a thread, oldest first."""
        check_ids(thread_id, owner)
        rows = await self._database.execute(
            select(feedback)
            .where(feedback.c.thread_id == thread_id, feedback.c.owner == owner)
            .order_by(feedback.c.saved_at, feedback.c.item_id)
        )
        return [
            Opinion(row.item_id, row.kind, datetime.fromtimestamp(row.saved_at, UTC))
            for row in rows
        ]

    async def files(self, owner: str, after: str | None) -> list[OwnedFile]:
        """A page of the owner's attachments, sent or not, in the order of their ids.

        Args:
            owner: Whose.
            after: The last id of the page before; None for the first page.
        """
        check_ids(owner)
        query = (
            select(
                attachments.c.thread_id,
                attachments.c.data,
                files.c.state,
                files.c.size,
                files.c.sha256,
            )
            .select_from(attachments.outerjoin(files, files.c.id == attachments.c.id))
            .where(attachments.c.owner == owner)
            .order_by(attachments.c.id)
            .limit(_PAGE)
        )
        if after is not None:
            query = query.where(attachments.c.id > after)
        return [
            OwnedFile(
                codec.load_attachment(row.thread_id, row.data),
                row.size if row.state == "ready" else None,
                row.sha256,
            )
            for row in await self._database.execute(query)
        ]

    async def erase(self, connection: AsyncConnection, owner: str) -> int:
        """Delete what belongs to an owner, in somebody's transaction.

        Afterwards the bytes of their files belong to nobody: see
        `stores.attachments.store.FileStore.collect`.

        Returns:
            How many threads there were.
        """
        check_ids(owner)
        counted = await connection.execute(
            select(func.count()).select_from(threads).where(threads.c.owner == owner)
        )
        for table in _ERASED:
            await connection.execute(delete(table).where(table.c.owner == owner))
        return counted.scalar_one()
