"""Takes away the bytes that nobody needs any more."""

from __future__ import annotations

from stores.attachments.blobs import Blobs
from stores.attachments.records import FileRecords
from stores.attachments.spool import Spool

_BATCH = 100


class Cleaner:
    """Deletes files whose attachment is gone: bytes first, so that nothing is forgotten half way.

    Args:
        records: What is known of them.
        blobs: Their bytes.
        spool: Where files arrive.
    """

    def __init__(self, records: FileRecords, blobs: Blobs, spool: Spool) -> None:
        self._records = records
        self._blobs = blobs
        self._spool = spool

    async def discard(self, file_id: str, owner: str) -> bool:
        """Take a file away that was not sent.

        Returns:
            Whether it was there, unsent.
        """
        if not await self._records.release(file_id, owner):
            return False
        await self._delete(file_id)
        return True

    async def collect(self, owner: str | None = None) -> None:
        """Delete the files whose attachments are gone.

        Args:
            owner: Only this owner's.
        """
        while found := await self._records.garbage(_BATCH, owner):
            for file_id in found:
                await self._delete(file_id)

    async def sweep(self, unsent_seconds: float) -> None:
        """Delete what dead processes left behind, what was never sent, and what is gone.

        Args:
            unsent_seconds: How long a file may wait to be sent.
        """
        await self._spool.sweep()
        await self._records.expire(unsent_seconds)
        await self.collect()

    async def _delete(self, file_id: str) -> None:
        await self._blobs.delete(file_id)
        await self._records.forget(file_id)
