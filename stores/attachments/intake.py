"""Bytes on their way in: up to a limit onto the disk, and then checked for what they are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from stores.attachments import images
from stores.attachments.contents import IMAGES, media_type_of
from stores.attachments.errors import FileInvalid
from stores.attachments.limits import Limits
from stores.attachments.spool import Spool, SpooledFile

_DECODERS = 2
"""Images that are decoded at the same time: each may take hundreds of megabytes."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file turned out to be.

    Attributes:
        media_type: As its content says.
        preview: Of an image, its preview.
    """

    media_type: str
    preview: bytes | None


class Intake:
    """Receives files and checks them.

    Args:
        spool: Where they arrive.
        limits: What is taken.
    """

    def __init__(self, spool: Spool, limits: Limits) -> None:
        self._spool = spool
        self._limits = limits
        self._decoders = asyncio.Semaphore(_DECODERS)

    @asynccontextmanager
    async def receive(self, chunks: AsyncIterator[bytes], most: int) -> AsyncIterator[SpooledFile]:
        """Write what arrives to the disk; it is gone afterwards, unless it was moved away.

        Args:
            most: Bytes; reading stops there.

        Raises:
            FileError: There are more, or none.
        """
        async with self._spool.open() as file:
            async for chunk in chunks:
                size = file.size + len(chunk)
                if size > most:
                    self._limits.check_size(size)
                    raise FileInvalid(f"More than the announced {most:,} bytes arrived.")
                await file.write(chunk)
            if file.size == 0:
                raise FileInvalid("The file is empty.")
            await file.finish()
            yield file

    async def check(self, file: SpooledFile, name: str) -> Checked:
        """Find out what a file is.

        Args:
            name: Says what kind of text a text is, and nothing else.

        Raises:
            FileError: It is of a type that is not taken, or an image that is not to be decoded.
        """
        media_type = media_type_of(file.head, name)
        self._limits.check_type(media_type)
        if media_type not in IMAGES:
            return Checked(media_type, None)
        async with self._decoders:
            preview = await asyncio.to_thread(
                images.preview, file.path, max_pixels=self._limits.max_pixels
            )
        return Checked(media_type, preview)
