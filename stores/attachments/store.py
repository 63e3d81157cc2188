"""Attachments with their bytes: received, checked, kept, given back and cleaned away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar
from uuid import uuid4

from chatkit.store import AttachmentStore, NotFoundError, Store, TContext
from chatkit.types import (
    Attachment,
    AttachmentCreateParams,
    AttachmentUploadDescriptor,
    FileAttachment,
    ImageAttachment,
)
from pydantic import AnyUrl
from sqlalchemy.ext.asyncio import AsyncEngine

from stores.attachments import images
from stores.attachments.blobs import Blobs
from stores.attachments.contents import IMAGES, UNKNOWN, media_type_of
from stores.attachments.errors import (
    FileConflict,
    FileInvalid,
    FileTooLarge,
    FileTypeRefused,
    QuotaExceeded,
)
from stores.attachments.limits import Limits, shown_bytes
from stores.attachments.names import safe_name, shown_name
from stores.attachments.records import FileRecord, FileRecords
from stores.attachments.spool import Spool, SpooledFile
from stores.ids import new_item_id

_BATCH = 100
_DECODERS = 2
"""Images that are decoded at the same time: each may take hundreds of megabytes."""


_Asker = TypeVar("_Asker", contravariant=True)


class AttachmentUrls(Protocol[_Asker]):
    """Makes the URLs by which a client reaches the server that has the store."""

    def preview(self, attachment_id: str, context: _Asker) -> str:
        """An absolute URL of an image's preview, good for a while."""

    def upload(self, attachment_id: str, context: _Asker) -> AttachmentUploadDescriptor:
        """Where the bytes of an attachment are to be sent, for a while."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file to be served.

    Attributes:
        name: As it was given; see `stores.attachments.names.safe_name`.
        media_type: As found in the content.
        size: Bytes.
    """

    name: str
    media_type: str
    size: int
    sha256: str
    key: str


class FileStore(AttachmentStore[TContext]):
    """An `AttachmentStore` for any ChatKit server: rows beside `SQLStore`'s, bytes in a place.

    What is another owner's is as unknown as what does not exist. Bytes are served only when they
    are whole and checked. An attachment that is not sent within `Limits.unsent_seconds` is
    cleaned away by `sweep`, as are the bytes of those that went with their thread.

    Args:
        engine: From `stores.engine.create_engine`; `stores.migrations.upgrade` has run on it.
        store: The `SQLStore` on the same engine.
        blobs: Where bytes are kept.
        spool: Where they arrive.
        owner: Tells whose data a request may see.
        urls: Makes the URLs that clients are given.
        limits: What is taken.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        store: Store[TContext],
        blobs: Blobs,
        spool: Spool,
        *,
        owner: Callable[[TContext], str],
        urls: AttachmentUrls[TContext],
        limits: Limits,
    ) -> None:
        self.records = FileRecords(engine)
        self.limits = limits
        self._store = store
        self._blobs = blobs
        self._spool = spool
        self._owner = owner
        self._urls = urls
        self._decoders = asyncio.Semaphore(_DECODERS)

    def generate_attachment_id(self, mime_type: str, context: TContext) -> str:
        """Return a new id of 128 bits."""
        return new_item_id("attachment")

    # Taking

    async def create_attachment(
        self, input: AttachmentCreateParams, context: TContext
    ) -> Attachment:
        """Prepare a two-phase upload; the attachment says where the bytes are to go.

        Raises:
            FileError: A file of this size or type is not taken, or there is no room for it.
        """
        self.limits.check_size(input.size)
        if input.size < 1:
            raise FileInvalid("The file is empty.")
        # Only a promise: browsers call a CSV a spreadsheet. What counts is what arrives.
        declared = input.mime_type.partition(";")[0].strip().lower() or UNKNOWN
        attachment_id = self.generate_attachment_id(declared, context)
        attachment = self._describe(attachment_id, input.name, declared, context)
        attachment.upload_descriptor = self._urls.upload(attachment_id, context)
        await self._reserve(attachment, input.size, context)
        return attachment

    async def add(
        self, name: str, chunks: AsyncIterator[bytes], context: TContext, *, expected: int | None
    ) -> Attachment:
        """Take a file at once.

        Args:
            chunks: Its bytes.
            expected: About how many there are, at least; None if nobody knows.

        Raises:
            FileError: It is not taken; nothing of it is kept.
        """
        attachment_id = self.generate_attachment_id("", context)
        attachment = self._describe(attachment_id, name, UNKNOWN, context)
        size = self.limits.max_bytes if expected is None else expected
        await self._reserve(attachment, min(size, self.limits.max_bytes), context)
        try:
            async with self._received(chunks, self.limits.max_bytes) as file:
                return await self._keep(attachment, file, context)
        except BaseException:
            await asyncio.shield(self._discard(attachment_id, context))
            raise

    async def receive(
        self, attachment_id: str, chunks: AsyncIterator[bytes], context: TContext
    ) -> Attachment:
        """Take the bytes of a prepared upload.

        An upload that was cut short may be made again; of several at once, the first to be whole
        counts.

        Raises:
            NotFoundError: The owner has no such attachment.
            FileError: The bytes are not taken.
        """
        record = await self.records.load(attachment_id, self._owner(context))
        if record.ready:
            raise FileConflict("This file was uploaded already.")
        attachment = await self._store.load_attachment(attachment_id, context)
        async with self._received(chunks, record.size) as file:
            if file.size < record.size:
                raise FileInvalid(
                    f"The upload ended early: {file.size:,} of {record.size:,} bytes arrived."
                )
            try:
                return await self._keep(attachment, file, context)
            except (FileTypeRefused, FileTooLarge, FileInvalid):
                await self._discard(attachment_id, context)  # it would be refused every time
                raise

    async def claim(self, attachment_ids: list[str], context: TContext) -> None:
        """Check that files can be sent with a message, and let them wait for it.

        Raises:
            NotFoundError: The owner has no such file.
            FileError: There are too many, or one is not whole yet.
        """
        if len(attachment_ids) > self.limits.max_count:
            raise FileInvalid(
                f"The message has {len(attachment_ids)} files; "
                f"at most {self.limits.max_count} are taken."
            )
        owner = self._owner(context)
        for attachment_id in attachment_ids:
            if not (await self.records.load(attachment_id, owner)).ready:
                raise FileConflict("A file of this message has not been uploaded yet.")
        await self.records.touch(attachment_ids, owner)

    # Giving

    def present(self, attachment: Attachment, context: TContext) -> Attachment:
        """An attachment as a client may see it now: with a URL that works."""
        if isinstance(attachment, ImageAttachment):
            url = AnyUrl(self._urls.preview(attachment.id, context))
            return attachment.model_copy(update={"preview_url": url})
        return attachment

    async def original(self, attachment_id: str, context: TContext) -> StoredFile:
        """A file as it was uploaded.

        Raises:
            NotFoundError: The owner has no such file, or it is not whole yet.
        """
        record = await self._ready(attachment_id, context)
        attachment = await self._store.load_attachment(attachment_id, context)
        return StoredFile(
            name=attachment.name,
            media_type=str(record.media_type),
            size=record.size,
            sha256=str(record.sha256),
            key=_key(record, "original"),
        )

    async def read(self, key: str) -> AsyncIterator[bytes]:
        """Read what a `StoredFile` names.

        Raises:
            NotFoundError: It is gone.
        """
        try:
            return await self._blobs.read(key)
        except FileNotFoundError:
            raise NotFoundError(f"no file {key}") from None

    async def preview(self, attachment_id: str, context: TContext) -> bytes:
        """An image's preview, of the type `images.PREVIEW_TYPE`.

        Raises:
            NotFoundError: The owner has no such image, or it is not whole yet.
        """
        record = await self._ready(attachment_id, context)
        return b"".join([piece async for piece in await self.read(_key(record, "preview"))])

    # Taking away

    async def delete_attachment(self, attachment_id: str, context: TContext) -> None:
        """Delete an attachment that was not sent, and its bytes.

        Raises:
            NotFoundError: The owner has no such attachment.
            FileConflict: It was sent; it goes with its thread.
        """
        owner = self._owner(context)
        record = await self.records.load(attachment_id, owner)
        if record.thread_id is not None or not await self.records.release(attachment_id, owner):
            raise FileConflict("The file was sent with a message; it goes with its conversation.")
        await self._collect(attachment_id)

    async def collect(self, context: TContext) -> None:
        """Delete the bytes of the owner's attachments that are gone: a thread was deleted."""
        while found := await self.records.garbage(_BATCH, self._owner(context)):
            for attachment_id in found:
                await self._collect(attachment_id)

    async def sweep(self) -> None:
        """Clean away what was never sent and what dead processes left behind, for all owners."""
        await self._spool.sweep()
        await self.records.expire(self.limits.unsent_seconds)
        while found := await self.records.garbage(_BATCH):
            for attachment_id in found:
                await self._collect(attachment_id)

    # Parts

    def _describe(
        self, attachment_id: str, name: str, media_type: str, context: TContext
    ) -> Attachment:
        name = shown_name(name)
        if media_type in IMAGES:
            url = AnyUrl(self._urls.preview(attachment_id, context))
            return ImageAttachment(
                id=attachment_id, name=name, mime_type=media_type, preview_url=url
            )
        return FileAttachment(id=attachment_id, name=name, mime_type=media_type)

    async def _reserve(self, attachment: Attachment, size: int, context: TContext) -> None:
        quota = self.limits.quota_bytes
        if not await self.records.reserve(attachment, self._owner(context), size, quota):
            raise QuotaExceeded(
                f"There is no room for this file: at most {shown_bytes(quota)} are kept for you. "
                "Delete conversations with files you no longer need."
            )

    @asynccontextmanager
    async def _received(
        self, chunks: AsyncIterator[bytes], most: int
    ) -> AsyncIterator[SpooledFile]:
        async with self._spool.open() as file:
            async for chunk in chunks:
                if file.size + len(chunk) > most:
                    self.limits.check_size(file.size + len(chunk))
                    raise FileInvalid(f"More than the announced {most:,} bytes arrived.")
                await file.write(chunk)
            if file.size == 0:
                raise FileInvalid("The file is empty.")
            await file.finish()
            yield file

    async def _keep(
        self, attachment: Attachment, file: SpooledFile, context: TContext
    ) -> Attachment:
        """Check a whole file and make it the attachment's."""
        media_type = media_type_of(file.head, attachment.name)
        self.limits.check_type(media_type)
        described = self._describe(attachment.id, attachment.name, media_type, context)
        preview: bytes | None = None
        if media_type in IMAGES:
            async with self._decoders:
                preview = await asyncio.to_thread(
                    images.preview, file.path, max_pixels=self.limits.max_pixels
                )
        version = uuid4().hex
        folder = f"{attachment.id}/{version}"
        try:
            if preview is not None:
                await self._blobs.put_bytes(
                    f"{folder}/preview", preview, media_type=images.PREVIEW_TYPE
                )
            await self._blobs.put(
                f"{folder}/original",
                file.path,
                media_type=media_type,
                name=safe_name(attachment.name),
            )
            kept = await self.records.complete(
                described,
                self._owner(context),
                version=version,
                media_type=media_type,
                size=file.size,
                sha256=file.sha256,
            )
        except BaseException:
            await asyncio.shield(self._blobs.delete(folder))
            raise
        if not kept:
            await self._blobs.delete(folder)
            # Raises NotFoundError where the attachment was deleted meanwhile.
            await self.records.load(attachment.id, self._owner(context))
            raise FileConflict("This file was uploaded already.")
        return described

    async def _ready(self, attachment_id: str, context: TContext) -> FileRecord:
        record = await self.records.load(attachment_id, self._owner(context))
        if not record.ready:
            raise NotFoundError(f"no file {attachment_id}")
        return record

    async def _discard(self, attachment_id: str, context: TContext) -> None:
        if await self.records.release(attachment_id, self._owner(context)):
            await self._collect(attachment_id)

    async def _collect(self, attachment_id: str) -> None:
        await self._blobs.delete(attachment_id)
        await self.records.forget(attachment_id)


def _key(record: FileRecord, part: str) -> str:
    return f"{record.id}/{record.version}/{part}"
