"""What a model is shown of a file: its text, or a smaller image."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Generic

from chatkit.store import NotFoundError, TContext

from stores.attachments import images
from stores.attachments.contents import IMAGES, decode
from stores.attachments.errors import FileError
from stores.attachments.limits import shown_bytes
from stores.attachments.pdf import PdfText, read_pdf
from stores.attachments.store import FileStore, StoredFile

_TEXT_TYPES = frozenset({"application/json", "application/xml", "image/svg+xml"})
_MAX_BYTES_PER_CHAR = 4
_MIN_KEPT = 0.8
_PDF_READERS = 2


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The text of a file, as far as there is room for it.

    Attributes:
        text: From its beginning; None where the file has none that can be read.
        note: What was left out, or why there is nothing, in a sentence; empty if it is whole.
    """

    text: str | None
    note: str = ""


class FileReader(Generic[TContext]):
    """Reads files for a model. What takes long is kept beside the file.

    Args:
        files: The files.
    """

    def __init__(self, files: FileStore[TContext]) -> None:
        self._files = files
        self._pdfs = asyncio.Semaphore(_PDF_READERS)

    async def excerpt(self, attachment_id: str, context: TContext, max_chars: int) -> Excerpt:
        """The text of a file.

        Raises:
            NotFoundError: The owner has no such file.
        """
        file = await self._files.original(attachment_id, context)
        if file.media_type == "application/pdf":
            return await self._pdf(file, max_chars)
        if file.media_type in _TEXT_TYPES or file.media_type.startswith("text/"):
            return await self._text(file, max_chars)
        return Excerpt(None, f"The content of {file.media_type} files cannot be shown.")

    async def image(self, attachment_id: str, context: TContext) -> bytes | None:
        """An image as a JPEG of a sensible size; None where the file is none.

        Raises:
            NotFoundError: The owner has no such file.
        """
        file = await self._files.original(attachment_id, context)
        if file.media_type not in IMAGES:
            return None
        max_pixels = self._files.limits.max_pixels

        async def scale() -> bytes:
            data = await self._bytes(file.key)
            return await asyncio.to_thread(images.for_model, data, max_pixels=max_pixels)

        try:
            return await self._made_once(f"{file.folder}/model", scale, images.MODEL_TYPE)
        except FileError:  # the limits were other ones when it was taken
            return None

    async def _text(self, file: StoredFile, max_chars: int) -> Excerpt:
        data = await self._bytes(file.key, max_chars * _MAX_BYTES_PER_CHAR)
        text = decode(data)
        if len(text) <= max_chars and len(data) == file.size:
            return Excerpt(text)
        kept = cut(text, max_chars)
        return Excerpt(
            kept, f"Only the first {len(kept):,} characters of {shown_bytes(file.size)} are here."
        )

    async def _pdf(self, file: StoredFile, max_chars: int) -> Excerpt:
        async def read() -> bytes:
            async with self._pdfs:
                found = await read_pdf(await self._bytes(file.key))
            return json.dumps(asdict(found)).encode()

        data = await self._made_once(f"{file.folder}/text", read, "application/json")
        found = PdfText(**json.loads(data))
        if found.problem is not None:
            return Excerpt(None, f"The text of this PDF cannot be read: {found.problem}.")
        if not found.text.strip():
            return Excerpt(None, f"The {found.pages} pages of this PDF have no text.")
        text = cut(found.text, max_chars)
        if len(text) < len(found.text):
            return Excerpt(text, f"Only the first {len(text):,} characters are here.")
        if found.read < found.pages:
            return Excerpt(text, f"Only the first {found.read} of {found.pages} pages are here.")
        return Excerpt(text)

    async def _bytes(self, key: str, most: int | None = None) -> bytes:
        pieces: list[bytes] = []
        size = 0
        async for piece in await self._files.read(key):
            pieces.append(piece)
            size += len(piece)
            if most is not None and size >= most:
                break
        return b"".join(pieces)[:most]

    async def _made_once(
        self, key: str, make: Callable[[], Awaitable[bytes]], media_type: str
    ) -> bytes:
        try:
            return await self._bytes(key)
        except NotFoundError:
            pass
        data = await make()
        await self._files.blobs.put_bytes(key, data, media_type=media_type)
        return data


def cut(text: str, max_chars: int) -> str:
    """The beginning of a text, at the end of a line where one is near."""
    if len(text) <= max_chars:
        return text
    end = text.rfind("\n", int(max_chars * _MIN_KEPT), max_chars)
    return text[: end if end > 0 else max_chars]
