"""Files on a disk and in a bucket, of threads in both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from chatkit.types import AttachmentUploadDescriptor
from pydantic import AnyUrl

from stores.attachments.disk import DiskBlobs
from stores.attachments.limits import Limits
from stores.attachments.spool import Spool
from stores.attachments.store import FileStore


class Urls:
    """URLs of a server that does not exist."""

    def preview(self, attachment_id: str, context: str) -> str:
        return f"https://chat.example/{attachment_id}/preview"

    def download(self, attachment_id: str, context: str) -> str:
        return f"https://chat.example/{attachment_id}/content"

    def upload(self, attachment_id: str, context: str) -> AttachmentUploadDescriptor:
        return AttachmentUploadDescriptor(
            url=AnyUrl(f"https://chat.example/{attachment_id}"), method="PUT"
        )


@pytest.fixture(params=["disk", "s3"])
def blobs(request, tmp_path):
    if request.param == "disk":
        return DiskBlobs(tmp_path / "files")
    from stores.attachments.objects import ObjectBlobs

    return ObjectBlobs(request.getfixturevalue("bucket"))


@pytest.fixture
def make_files(engine, store, tmp_path):
    def make(blobs, **limits):
        return FileStore(
            engine,
            store,
            blobs,
            Spool(tmp_path / "arriving"),
            owner=lambda context: context,
            urls=Urls(),
            limits=Limits(**limits),
        )

    return make


@pytest.fixture
def files(make_files, tmp_path):
    """Files on the disk, for tests that any place serves."""
    return make_files(DiskBlobs(tmp_path / "files"))


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def add(files, data=b"hello", name="a.txt", owner="alice"):
    return await files.add(name, chunks(data), owner, expected=len(data))
