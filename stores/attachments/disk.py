"""Bytes in a folder of this machine."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from chatkit.types import AttachmentUploadDescriptor

from stores.errors import StoreUnavailable

CHUNK_BYTES = 256 * 1024


class DiskBlobs:
    """Keeps bytes as files. A file is written elsewhere and moved in when it is whole.

    Args:
        folder: Made when it is first needed; on the same file system as the spool, so that a
            move is one step.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, key: str, source: Path, *, media_type: str, name: str) -> None:
        """Move a file here; it has been synced."""
        with translated_disk_errors():
            await asyncio.to_thread(self._move_in, key, source)

    async def put_bytes(self, key: str, data: bytes, *, media_type: str) -> None:
        """Write a file and move it to its place."""
        with translated_disk_errors():
            await asyncio.to_thread(self._write, key, data)

    async def read(self, key: str) -> AsyncIterator[bytes]:
        """Open a file."""
        with translated_disk_errors():
            file = await asyncio.to_thread(open, self._path(key), "rb", 0)

        async def pieces() -> AsyncIterator[bytes]:
            try:
                while piece := await asyncio.to_thread(file.read, CHUNK_BYTES):
                    yield piece
            finally:
                file.close()

        return pieces()

    async def delete(self, prefix: str) -> None:
        """Delete a folder."""
        with translated_disk_errors():
            await asyncio.to_thread(self._remove, prefix)

    async def upload_place(self, key: str, seconds: float) -> AttachmentUploadDescriptor | None:
        """None: the server has to take it."""
        return None

    async def download_url(self, key: str, seconds: float) -> str | None:
        """None: the server has to give it."""
        return None

    def _path(self, key: str) -> Path:
        # Keys are made of ids, which sort by time: their ends spread best over folders.
        head = key.partition("/")[0]
        return self._folder / head[-2:] / key

    def _write(self, key: str, data: bytes) -> None:
        path = self._path(key)
        draft = path.with_name(f".{uuid4().hex}")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with draft.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            self._move_in(key, draft)
        finally:
            draft.unlink(missing_ok=True)

    def _move_in(self, key: str, source: Path) -> None:
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        source.replace(path)
        for folder in (path.parent, *path.parent.parents):  # the names have to last, too
            _sync_folder(folder)
            if folder == self._folder:
                break

    def _remove(self, prefix: str) -> None:
        try:
            shutil.rmtree(self._path(prefix))
        except FileNotFoundError:
            return


@contextmanager
def translated_disk_errors() -> Iterator[None]:
    """Turn what the system says of a full or broken disk into `StoreUnavailable`."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise StoreUnavailable("the place for files does not answer") from error


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened there
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
