"""Files that are just arriving, on this machine's disk until they are whole and checked."""

from __future__ import annotations

import asyncio
import hashlib
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import FileIO
from pathlib import Path
from uuid import uuid4

from stores.attachments.contents import HEAD_BYTES
from stores.attachments.disk import CHUNK_BYTES, translated_disk_errors

if sys.platform != "win32":
    import fcntl

_SUFFIX = ".part"
_FORGOTTEN_SECONDS = 24 * 60 * 60


class SpooledFile:
    """A file that grows, with what is found out on the way.

    Attributes:
        path: Where it is.
        size: Bytes so far.
        head: The first of them.
    """

    def __init__(self, path: Path, file: FileIO) -> None:
        self.path = path
        self.size = 0
        self.head = b""
        self._file = file
        self._hash = hashlib.sha256()
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0

    @property
    def sha256(self) -> str:
        """The digest of what was written, in hexadecimal."""
        return self._hash.hexdigest()

    async def write(self, data: bytes) -> None:
        """Add bytes."""
        self.size += len(data)
        if len(self.head) < HEAD_BYTES:
            self.head += data[: HEAD_BYTES - len(self.head)]
        self._waiting.append(data)
        self._waiting_bytes += len(data)
        if self._waiting_bytes >= CHUNK_BYTES:
            await self._flush()

    async def finish(self) -> None:
        """Write the rest, and wait until all of it is on the disk."""
        await self._flush()
        with translated_disk_errors():
            await asyncio.to_thread(os.fsync, self._file)

    async def _flush(self) -> None:
        pieces, self._waiting, self._waiting_bytes = b"".join(self._waiting), [], 0
        with translated_disk_errors():
            await asyncio.to_thread(self._append, pieces)

    def _append(self, pieces: bytes) -> None:
        self._hash.update(pieces)
        view = memoryview(pieces)
        while view:
            view = view[self._file.write(view) :]


class Spool:
    """A folder for files that are arriving.

    A file is locked while it grows, so that what a killed process left behind can be told from
    what another one is still receiving.

    Args:
        folder: Made when it is first needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @asynccontextmanager
    async def open(self) -> AsyncIterator[SpooledFile]:
        """Open a new file; it is gone afterwards, unless it was moved away."""
        with translated_disk_errors():
            path, file = await asyncio.to_thread(self._create)
        # Whoever is cancelled leaves a thread behind that may be about to write. By then, the
        # descriptor may be another file's; a file object knows that it is closed.
        with file:
            try:
                yield SpooledFile(path, file)
            finally:
                path.unlink(missing_ok=True)

    async def sweep(self) -> None:
        """Delete what dead processes left behind."""
        with translated_disk_errors():
            await asyncio.to_thread(self._sweep)

    def _create(self) -> tuple[Path, FileIO]:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        while True:
            path = self._folder / f"{uuid4().hex}{_SUFFIX}"
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            _try_lock(descriptor)
            if path.exists():  # a sweep may have come between the two
                return path, FileIO(descriptor, "wb")
            os.close(descriptor)

    def _sweep(self) -> None:
        for path in self._folder.glob(f"*{_SUFFIX}"):
            try:
                descriptor = os.open(path, os.O_WRONLY)
            except FileNotFoundError:
                continue
            try:
                old = os.fstat(descriptor).st_mtime < time.time() - _FORGOTTEN_SECONDS
                if old or _try_lock(descriptor):
                    path.unlink(missing_ok=True)
            finally:
                os.close(descriptor)


def _try_lock(descriptor: int) -> bool:
    if sys.platform == "win32":
        return False  # nothing is known dead there until it is old
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # somebody holds it, or this file system knows no locks
        return False
    return True
