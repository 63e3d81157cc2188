"""Where bytes are kept, by keys such as ``atc_1/v1/original``; what a place has to offer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

from chatkit.types import AttachmentUploadDescriptor


class Blobs(Protocol):
    """A place for bytes. What is there is whole: nothing is ever seen half written.

    Every method raises `stores.errors.StoreUnavailable` where the place does not answer.
    """

    async def put(self, key: str, source: Path, *, media_type: str, name: str) -> None:
        """Keep a file, which may be moved away from where it is.

        Args:
            media_type: What the place is to say that it is, where it serves by itself.
            name: The name to download it by; safe.
        """

    async def put_bytes(self, key: str, data: bytes, *, media_type: str) -> None:
        """Keep a few bytes."""

    async def read(self, key: str) -> AsyncIterator[bytes]:
        """Open what is there, to be read in pieces.

        Raises:
            FileNotFoundError: There is nothing.
        """

    async def delete(self, prefix: str) -> None:
        """Delete everything below a prefix such as ``atc_1``; nothing happens where nothing is."""

    async def upload_place(self, key: str, seconds: float) -> AttachmentUploadDescriptor | None:
        """Where clients may send the bytes past this server, for so long; None where nowhere."""

    async def download_url(self, key: str, seconds: float) -> str | None:
        """A URL that gives the bytes, past this server; None where there is none."""
