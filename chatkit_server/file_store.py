"""What keeps the files of messages, as the settings say."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server.context import RequestContext
from chatkit_server.settings import Settings
from chatkit_server.signing import AttachmentLinks
from stores.attachments.blobs import Blobs
from stores.attachments.disk import DiskBlobs
from stores.attachments.limits import Limits
from stores.attachments.spool import Spool
from stores.attachments.store import FileStore
from stores.sql_store import SQLStore


def file_store(
    settings: Settings,
    engine: AsyncEngine,
    store: SQLStore[RequestContext],
    links: AttachmentLinks,
) -> FileStore[RequestContext]:
    """Make what keeps files, where the settings say.

    Raises:
        ValueError: The object store cannot be used as it is set.
        ImportError: There is an object store, but the package for it is not installed.
    """
    folder = settings.data_dir / "attachments"
    blobs: Blobs = DiskBlobs(folder / "files")
    if settings.attachments_url:
        from stores.attachments.objects import ObjectBlobs  # an extra; only where it is set

        blobs = ObjectBlobs(settings.attachments_url)
    return FileStore(
        engine,
        store,
        blobs,
        Spool(folder / "arriving"),
        owner=lambda context: context.owner,
        urls=links,
        limits=Limits(
            max_bytes=settings.attachment_max_bytes,
            max_count=settings.attachment_max_count,
            types=settings.attachment_types,
            quota_bytes=settings.attachment_quota_bytes,
            unsent_seconds=settings.attachment_unsent_seconds,
            url_seconds=settings.attachment_url_seconds,
        ),
    )
