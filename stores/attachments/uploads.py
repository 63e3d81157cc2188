"""Files on their way to becoming attachments: announced, received, checked, kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Generic, Protocol, TypeVar
from uuid import uuid4

from chatkit.store import Store, TContext
from chatkit.types import (
    Attachment,
    AttachmentCreateParams,
    AttachmentUploadDescriptor,
    FileAttachment,
    ImageAttachment,
)
from pydantic import AnyUrl

from stores.attachments import images
from stores.attachments.blobs import Blobs
from stores.attachments.cleaning import Cleaner
from stores.attachments.contents import IMAGES
from stores.attachments.errors import (
    FileConflict,
    FileInvalid,
    FileTooLarge,
    FileTypeRefused,
    QuotaExceeded,
)
from stores.attachments.intake import Intake
from stores.attachments.limits import UNKNOWN, Limits, shown_bytes
from stores.attachments.names import safe_name, shown_name
from stores.attachments.records import FileRecords
from stores.attachments.spool import SpooledFile

_Asker = TypeVar("_Asker", contravariant=True)


class AttachmentUrls(Protocol[_Asker]):
    """Makes the URLs by which a client reaches the server that has the store."""

    def preview(self, attachment_id: str, context: _Asker) -> str:
        """An absolute URL of an image's preview, good for a while."""

    def download(self, attachment_id: str, context: _Asker) -> str:
        """An absolute URL of a file as it is, good for a while."""

    def upload(self, attachment_id: str, context: _Asker) -> AttachmentUploadDescriptor:
        """Where the bytes of an attachment are to be sent, for a while."""


class Uploads(Generic[TContext]):
    """Takes files, in one step or in two; see `stores.attachments.store.FileStore`."""

    def __init__(
        self,
        store: Store[TContext],
        records: FileRecords,
        blobs: Blobs,
        intake: Intake,
        cleaner: Cleaner,
        *,
        owner: Callable[[TContext], str],
        urls: AttachmentUrls[TContext],
        limits: Limits,
    ) -> None:
        self._store = store
        self._records = records
        self._blobs = blobs
        self._intake = intake
        self._cleaner = cleaner
        self._owner = owner
        self._urls = urls
        self._limits = limits

    async def prepare(
        self, attachment_id: str, input: AttachmentCreateParams, context: TContext
    ) -> Attachment:
        """Prepare an upload; see `FileStore.create_attachment`."""
        self._limits.check_size(input.size)
        if input.size < 1:
            raise FileInvalid("The file is empty.")
        # Only a promise: browsers call a CSV a spreadsheet. What counts is what arrives.
        declared = input.mime_type.partition(";")[0].strip().lower() or UNKNOWN
        attachment = self._describe(attachment_id, input.name, declared, context)
        attachment.upload_descriptor = await self._place_for(attachment_id, context)
        await self._reserve(attachment, input.size, context)
        return attachment

    async def add(
        self,
        attachment_id: str,
        name: str,
        chunks: AsyncIterator[bytes],
        context: TContext,
        *,
        expected: int | None,
    ) -> Attachment:
        """Take a file at once; see `FileStore.add`."""
        attachment = self._describe(attachment_id, name, UNKNOWN, context)
        size = self._limits.max_bytes if expected is None else expected
        await self._reserve(attachment, min(size, self._limits.max_bytes), context)
        try:
            async with self._intake.receive(chunks, self._limits.max_bytes) as file:
                return await self._keep(attachment, file, context)
        except BaseException:
            await asyncio.shield(self._cleaner.discard(attachment_id, self._owner(context)))
            raise

    async def receive(
        self, attachment_id: str, chunks: AsyncIterator[bytes], context: TContext
    ) -> Attachment:
        """Take the bytes of a prepared upload; see `FileStore.receive`."""
        record = await self._records.load(attachment_id, self._owner(context))
        if record.ready:
            raise FileConflict("This file was uploaded already.")
        attachment = await self._store.load_attachment(attachment_id, context)
        async with self._intake.receive(chunks, record.size) as file:
            if file.size < record.size:
                raise FileInvalid(
                    f"The upload ended early: {file.size:,} of {record.size:,} bytes arrived."
                )
            try:
                return await self._keep(attachment, file, context)
            except (FileTypeRefused, FileTooLarge, FileInvalid):
                # It would be refused every time.
                await self._cleaner.discard(attachment_id, self._owner(context))
                raise

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

    async def _place_for(self, attachment_id: str, context: TContext) -> AttachmentUploadDescriptor:
        """Where a client is to send bytes: past this server, where that is possible."""
        seconds = self._limits.url_seconds
        place = await self._blobs.upload_place(incoming(attachment_id), seconds)
        return place or self._urls.upload(attachment_id, context)

    async def _reserve(self, attachment: Attachment, size: int, context: TContext) -> None:
        quota = self._limits.quota_bytes
        if not await self._records.reserve(attachment, self._owner(context), size, quota):
            raise QuotaExceeded(
                f"There is no room for this file: at most {shown_bytes(quota)} are kept for you. "
                "Delete conversations with files you no longer need."
            )

    async def _keep(
        self, attachment: Attachment, file: SpooledFile, context: TContext
    ) -> Attachment:
        """Check a whole file and make it the attachment's."""
        checked = await self._intake.check(file, attachment.name)
        described = self._describe(attachment.id, attachment.name, checked.media_type, context)
        version = uuid4().hex
        folder = f"{attachment.id}/{version}"
        try:
            if checked.preview is not None:
                await self._blobs.put_bytes(
                    f"{folder}/preview", checked.preview, media_type=images.PREVIEW_TYPE
                )
            await self._blobs.put(
                f"{folder}/original",
                file.path,
                media_type=checked.media_type,
                name=safe_name(attachment.name),
            )
        except BaseException:
            await asyncio.shield(self._blobs.delete(folder))
            raise
        # If this is cut short nobody knows whether it came through: the bytes have to stay, and
        # go with the record in the end.
        kept = await self._records.complete(
            described,
            self._owner(context),
            version=version,
            media_type=checked.media_type,
            size=file.size,
            sha256=file.sha256,
        )
        if not kept:
            await self._blobs.delete(folder)
            # Raises NotFoundError where the attachment was deleted meanwhile.
            await self._records.load(attachment.id, self._owner(context))
            raise FileConflict("This file was uploaded already.")
        return described


def incoming(attachment_id: str) -> str:
    """Where bytes arrive that are sent past this server."""
    return f"{attachment_id}/incoming"
