"""Attachments with their bytes: received, checked, kept, given back and cleaned away."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from chatkit.store import AttachmentStore, NotFoundError, Store, TContext
from chatkit.types import Attachment, AttachmentCreateParams, ImageAttachment
from pydantic import AnyUrl
from sqlalchemy.ext.asyncio import AsyncEngine

from stores.attachments.blobs import Blobs
from stores.attachments.cleaning import Cleaner
from stores.attachments.errors import FileConflict, FileInvalid
from stores.attachments.intake import Intake
from stores.attachments.limits import Limits
from stores.attachments.records import FileRecord, FileRecords
from stores.attachments.spool import Spool
from stores.attachments.uploads import AttachmentUrls, Uploads, incoming
from stores.ids import new_item_id


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file to be served.

    Attributes:
        name: As it was given; see `stores.attachments.names.safe_name`.
        media_type: As found in the content.
        size: Bytes.
        folder: Begins the keys of the bytes, and of whatever is made of them.
    """

    name: str
    media_type: str
    size: int
    sha256: str
    folder: str

    @property
    def key(self) -> str:
        """Where the bytes are, for `FileStore.read`."""
        return f"{self.folder}/original"


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
        self.blobs = blobs
        self.limits = limits
        self._store = store
        self._owner = owner
        self._urls = urls
        self._upload_origin: str | None = None
        self._cleaner = Cleaner(self.records, blobs, spool)
        self._uploads = Uploads(
            store,
            self.records,
            blobs,
            Intake(spool, limits),
            self._cleaner,
            owner=owner,
            urls=urls,
            limits=limits,
        )

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
        attachment_id = self.generate_attachment_id(input.mime_type, context)
        return await self._uploads.prepare(attachment_id, input, context)

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
        return await self._uploads.add(attachment_id, name, chunks, context, expected=expected)

    async def keep(self, name: str, data: bytes, thread_id: str, context: TContext) -> Attachment:
        """Take what was made for a thread; it belongs to the thread at once, and goes with it.

        Raises:
            FileError: It is not taken; nothing of it is kept.
            NotFoundError: The owner has no such thread.
        """

        async def whole() -> AsyncIterator[bytes]:
            yield data

        attachment = await self.add(name, whole(), context, expected=len(data))
        attachment.thread_id = thread_id
        await self._store.save_attachment(attachment, context)
        return attachment

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
        return await self._uploads.receive(attachment_id, chunks, context)

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
            if not (await self._load(attachment_id, context)).ready:
                raise FileConflict("A file of this message has not been uploaded yet.")
        await self.records.touch(attachment_ids, owner)

    # Giving

    def present(self, attachment: Attachment, context: TContext) -> Attachment:
        """An attachment as a client may see it now: with a URL that works."""
        if isinstance(attachment, ImageAttachment):
            url = AnyUrl(self._urls.preview(attachment.id, context))
            return attachment.model_copy(update={"preview_url": url})
        return attachment

    def url(self, attachment_id: str, context: TContext) -> str:
        """A URL of a file as it is that works now, for a while."""
        return self._urls.download(attachment_id, context)

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
            folder=_folder(record),
        )

    async def download_url(self, file: StoredFile) -> str | None:
        """A URL of the place where the bytes are, past this server; None where there is none."""
        return await self.blobs.download_url(file.key, self.limits.url_seconds)

    async def upload_origin(self) -> str | None:
        """Where clients send bytes past this server, such as ``https://host``; or None."""
        if self._upload_origin is None:  # signing a URL may be a request to the store
            place = await self.blobs.upload_place("origin", self.limits.url_seconds)
            if place is not None:
                self._upload_origin = "://".join(urlsplit(str(place.url))[:2])
        return self._upload_origin

    async def read(self, key: str) -> AsyncIterator[bytes]:
        """Read what a `StoredFile` names.

        Raises:
            NotFoundError: It is gone.
        """
        try:
            return await self.blobs.read(key)
        except FileNotFoundError:
            raise NotFoundError(f"no file {key}") from None

    async def preview(self, attachment_id: str, context: TContext) -> bytes:
        """An image's preview, of the type `images.PREVIEW_TYPE`.

        Raises:
            NotFoundError: The owner has no such image, or it is not whole yet.
        """
        record = await self._ready(attachment_id, context)
        return b"".join([piece async for piece in await self.read(f"{_folder(record)}/preview")])

    # Taking away

    async def delete_attachment(self, attachment_id: str, context: TContext) -> None:
        """Delete an attachment that was not sent, and its bytes.

        Raises:
            NotFoundError: The owner has no such attachment.
            FileConflict: It was sent; it goes with its thread.
        """
        owner = self._owner(context)
        await self.records.load(attachment_id, owner)
        if not await self._cleaner.discard(attachment_id, owner):
            raise FileConflict("The file was sent with a message; it goes with its conversation.")

    async def drop(self, attachment_id: str, context: TContext) -> None:
        """Delete an attachment and its bytes, sent or not; nothing happens where there is none."""
        await self._store.delete_attachment(attachment_id, context)
        await self.collect(context)

    async def collect(self, context: TContext) -> None:
        """Delete the bytes of the owner's attachments that are gone: a thread was deleted."""
        await self._cleaner.collect(self._owner(context))

    async def sweep(self) -> None:
        """Clean away what was never sent and what dead processes left behind, for all owners."""
        await self._cleaner.sweep(self.limits.unsent_seconds)

    # Parts

    async def _load(self, attachment_id: str, context: TContext) -> FileRecord:
        """Load a record; bytes that were sent past this server are taken in first."""
        record = await self.records.load(attachment_id, self._owner(context))
        if record.ready:
            return record
        try:
            chunks = await self.blobs.read(incoming(attachment_id))
        except FileNotFoundError:
            return record
        # Checked as any other, and kept elsewhere: there it can still be changed.
        try:
            await self.receive(attachment_id, chunks, context)
        except FileConflict:
            pass  # another request was quicker
        else:
            await self.blobs.delete(incoming(attachment_id))
        return await self.records.load(attachment_id, self._owner(context))

    async def _ready(self, attachment_id: str, context: TContext) -> FileRecord:
        record = await self._load(attachment_id, context)
        if not record.ready:
            raise NotFoundError(f"no file {attachment_id}")
        return record


def _folder(record: FileRecord) -> str:
    return f"{record.id}/{record.version}"
