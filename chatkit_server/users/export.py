"""Everything that a user has, as one JSON document or as a zip with their files beside it.

The document is an object: ``user``, ``exported_at``, ``threads`` (each with its ``items``, hidden
ones too, oldest first, the ``summary`` that a model has of it, if any, and its ``feedback``),
``attachments``, ``tasks`` (deleted ones too), and ``records``, the rows of the server's other
tables by their names. It is written while it is read, so that it takes no memory to speak of,
however much there is.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final

import orjson
from chatkit.store import NotFoundError
from pydantic_core import to_json
from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server.context import RequestContext, User
from chatkit_server.database import tasks
from chatkit_server.tasks import repository
from chatkit_server.tasks.due import format_due
from chatkit_server.tasks.model import Task
from chatkit_server.users.records import read_records
from chatkit_server.wire import dated, serialize, with_offset
from stores.attachments.names import safe_name
from stores.attachments.store import FileStore
from stores.engine import Database
from stores.holdings import Holdings, OwnedFile
from stores.sql_store import SQLStore
from stores.summaries import Summaries

_PAGE: Final = 100
DOCUMENT: Final = "data.json"


class Export:
    """Reads everything of one user.

    Args:
        engine: The database, migrated.
        store: The threads.
        files: Where files are kept.
        owner: The user.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        store: SQLStore[RequestContext],
        files: FileStore[RequestContext],
        owner: str,
    ) -> None:
        self._engine = engine
        self._store = store
        self._files = files
        self._owner = owner
        self._context = RequestContext(User(owner))
        self._data = Holdings(engine)
        self._summaries = Summaries(engine)

    async def document(self) -> AsyncIterator[bytes]:
        """The document, piece by piece."""
        head = {"user": self._owner, "exported_at": datetime.now(UTC)}
        yield orjson.dumps(head)[:-1]
        for name, parts in (
            ("threads", self._threads()),
            ("attachments", self._attachments()),
            ("tasks", self._tasks()),
        ):
            yield b',"%s":' % name.encode()
            async for piece in _array(parts):
                yield piece
        records = await read_records(self._engine, self._owner, without=tasks)
        # Not by orjson: back ends may have given a session numbers of any size.
        yield b',"records":' + to_json(records) + b"}\n"

    async def archive(self) -> AsyncIterator[bytes]:
        """A zip of the document, `DOCUMENT`, and the files: ``attachments/ID/NAME``."""
        sink = _Sink()
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
            with archive.open(DOCUMENT, "w", force_zip64=True) as entry:
                async for piece in self.document():
                    entry.write(piece)
                    yield sink.take()
            async for file in self._owned_files():
                async for piece in self._add(archive, file, sink):
                    yield piece
        yield sink.take()

    async def _add(
        self, archive: zipfile.ZipFile, file: OwnedFile, sink: _Sink
    ) -> AsyncIterator[bytes]:
        if file.size is None:
            return
        attachment_id = file.attachment.id
        try:
            stored = await self._files.original(attachment_id, self._context)
            pieces = await self._files.read(stored.key)
        except NotFoundError:
            return  # it went in the meantime
        about = zipfile.ZipInfo(f"attachments/{attachment_id}/{safe_name(stored.name)}")
        about.compress_type = zipfile.ZIP_STORED  # pictures and the like are compressed already
        with archive.open(about, "w", force_zip64=True) as entry:
            async for piece in pieces:
                entry.write(piece)
                yield sink.take()

    async def _threads(self) -> AsyncIterator[bytes]:
        for thread_id in await self._data.thread_ids(self._owner):
            try:
                thread = await self._store.load_thread(thread_id, self._context)
            except NotFoundError:
                continue  # it went in the meantime
            thread.created_at = with_offset(thread.created_at)
            yield thread.model_dump_json(exclude_none=True).encode()[:-1] + b',"items":'
            async for piece in _array(self._items(thread_id)):
                yield piece
            summary = await self._summaries.find(thread_id, self._owner)
            if summary is not None:
                yield b',"summary":' + orjson.dumps(summary.text)
            opinions = await self._data.opinions(thread_id, self._owner)
            yield b',"feedback":' + orjson.dumps([asdict(each) for each in opinions]) + b"}"
            yield _NEXT

    async def _items(self, thread_id: str) -> AsyncIterator[bytes]:
        told: list[str] = []
        while True:
            after = told[-1] if told else None
            try:
                page = await self._store.load_thread_items(
                    thread_id, after, _PAGE, "asc", self._context
                )
            except NotFoundError:
                told.pop()  # it went in the meantime: the next one follows the one before it
                if told:
                    continue
                return
            for item in page.data:
                yield serialize(dated(item))
                yield _NEXT
            if not page.has_more:
                return
            told = [item.id for item in page.data]

    async def _attachments(self) -> AsyncIterator[bytes]:
        async for file in self._owned_files():
            shown = orjson.loads(serialize(file.attachment))
            yield orjson.dumps({**shown, "size": file.size, "sha256": file.sha256})
            yield _NEXT

    async def _owned_files(self) -> AsyncIterator[OwnedFile]:
        after: str | None = None
        while found := await self._data.files(self._owner, after):
            for file in found:
                yield file
            after = found[-1].attachment.id

    async def _tasks(self) -> AsyncIterator[bytes]:
        execute = Database(self._engine).execute
        async for task in repository.everything(execute, self._owner):
            yield orjson.dumps(_task_json(task))
            yield _NEXT


_NEXT: Final = b""
"""Ends an element of an array."""


async def _array(parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """An array of elements that come in pieces."""
    yield b"["
    separator = b""
    async for piece in parts:
        if piece == _NEXT:
            separator = b","
        else:
            yield separator + piece
            separator = b""
    yield b"]"


def _task_json(task: Task) -> dict[str, Any]:
    due = None if task.due is None else format_due(task.due, UTC)
    return {**asdict(task), "due": due}


class _Sink(io.RawIOBase):
    """Takes what a zip is made of, to be given on."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken
