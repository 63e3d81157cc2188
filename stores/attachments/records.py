"""What is known of the bytes of attachments: whose, how many, whether they are whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chatkit.types import Attachment
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from stores import codec
from stores.engine import Database
from stores.rows import batches, check_ids, only, read_as
from stores.tables import attachments, files


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file.

    Attributes:
        id: The attachment's.
        state: ``pending`` until its bytes are whole and checked, then ``ready``.
        version: Names the bytes among those that were sent for this id; None while pending.
        media_type: As found in the content; None while pending.
        size: Bytes; of a pending file, how many are reserved for it.
        sha256: In hexadecimal; None while pending.
        thread_id: The thread it was sent in, if it was.
    """

    id: str
    owner: str
    state: str
    version: str | None
    media_type: str | None
    size: int
    sha256: str | None
    thread_id: str | None

    @property
    def ready(self) -> bool:
        """Whether there are bytes to serve."""
        return self.state == "ready"


class FileRecords:
    """The records, apart for each owner.

    Args:
        engine: From `stores.engine.create_engine`.
        clock: Gives seconds since the epoch.
    """

    def __init__(self, engine: AsyncEngine, clock: Callable[[], float] = time.time) -> None:
        self._database = Database(engine)
        self._clock = clock

    async def reserve(self, attachment: Attachment, owner: str, size: int, quota: int) -> bool:
        """Note an attachment whose bytes are to come.

        Args:
            size: Bytes to reserve.
            quota: Bytes that the owner may keep in all; 0 for any amount.

        Returns:
            Whether there was room. Of two that ask for the last of it at the same time, none may
            get it; never both.
        """
        async with self._database.transaction() as connection:
            await connection.execute(
                insert(files).values(
                    id=attachment.id,
                    owner=owner,
                    state="pending",
                    size=size,
                    touched_at=self._clock(),
                )
            )
            await connection.execute(
                insert(attachments).values(
                    id=attachment.id, owner=owner, data=codec.dump_attachment(attachment)
                )
            )
        # Counted when it is committed, so that everybody counts everybody else's.
        if quota and await self.used(owner) > quota:
            await self.release(attachment.id, owner)
            await self.forget(attachment.id)
            return False
        return True

    async def used(self, owner: str) -> int:
        """Bytes that an owner keeps or has reserved."""
        total = select(func.coalesce(func.sum(files.c.size), 0).label("bytes"))
        rows = await self._database.execute(total.where(files.c.owner == owner))
        return int(rows[0].bytes)

    async def load(self, file_id: str, owner: str) -> FileRecord:
        """Load a record.

        Raises:
            NotFoundError: The owner has no such file.
        """
        check_ids(file_id)
        rows = await self._database.execute(
            _with_thread.where(files.c.id == file_id, files.c.owner == owner)
        )
        row = only(rows, "file", file_id)
        return read_as(FileRecord, row)

    async def owner_of(self, file_id: str) -> str | None:
        """Whose a file is: for requests that prove by a signature that they may know it."""
        check_ids(file_id)
        rows = await self._database.execute(select(files.c.owner).where(files.c.id == file_id))
        return str(rows[0].owner) if rows else None

    async def complete(
        self,
        attachment: Attachment,
        owner: str,
        *,
        version: str,
        media_type: str,
        size: int,
        sha256: str,
    ) -> bool:
        """Say which bytes are the file's.

        Returns:
            Whether they are: somebody may have been quicker, or the file is gone.
        """
        async with self._database.transaction() as connection:
            taken = await connection.execute(
                update(files)
                .where(
                    files.c.id == attachment.id,
                    files.c.owner == owner,
                    files.c.state == "pending",
                )
                .values(
                    state="ready",
                    version=version,
                    media_type=media_type,
                    size=size,
                    sha256=sha256,
                    touched_at=self._clock(),
                )
                .returning(files.c.id)
            )
            if not taken.all():
                return False
            changed = await connection.execute(
                update(attachments)
                .where(attachments.c.id == attachment.id, attachments.c.owner == owner)
                .values(data=codec.dump_attachment(attachment))
                .returning(attachments.c.id)
            )
            return bool(changed.all())

    async def touch(self, file_ids: Sequence[str], owner: str) -> None:
        """Let files wait from now on: they are about to be sent."""
        for batch in batches(sorted(set(file_ids))):
            await self._database.execute(
                update(files)
                .where(files.c.owner == owner, files.c.id.in_(batch))
                .values(touched_at=self._clock())
            )

    async def release(self, file_id: str, owner: str) -> bool:
        """Take an attachment away that was not sent; its bytes are garbage then.

        Returns:
            Whether it was there, unsent.
        """
        check_ids(file_id)
        rows = await self._database.execute(
            delete(attachments)
            .where(
                attachments.c.id == file_id,
                attachments.c.owner == owner,
                attachments.c.thread_id.is_(None),
            )
            .returning(attachments.c.id)
        )
        return bool(rows)

    async def expire(self, seconds: float) -> None:
        """Take away the attachments that have waited too long to be sent, of all owners."""
        waited = (
            select(files.c.id)
            .where(files.c.touched_at < self._clock() - seconds)
            .correlate(None)
            .scalar_subquery()
        )
        await self._database.execute(
            delete(attachments)
            .where(attachments.c.thread_id.is_(None), attachments.c.id.in_(waited))
            .returning(attachments.c.id)
        )

    async def garbage(self, limit: int, owner: str | None = None) -> list[str]:
        """Ids of files whose attachment is gone: deleted, expired, or gone with its thread.

        Args:
            owner: Only this owner's.
        """
        query = _with_thread.with_only_columns(files.c.id).where(attachments.c.id.is_(None))
        if owner is not None:
            query = query.where(files.c.owner == owner)
        rows = await self._database.execute(query.limit(limit))
        return [row.id for row in rows]

    async def forget(self, file_id: str) -> None:
        """Delete the record of a file whose bytes are gone, as is its attachment."""
        await self._database.execute(
            delete(files).where(
                files.c.id == file_id,
                ~select(attachments.c.id).where(attachments.c.id == file_id).exists(),
            )
        )


_with_thread = select(*files.c, attachments.c.thread_id).select_from(
    files.outerjoin(attachments, files.c.id == attachments.c.id)
)
