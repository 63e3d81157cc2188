"""`FileStore` in a plain ChatKit server's terms: on both databases, on disk and in an S3 bucket."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from io import FileIO

import httpx
import pytest
from chatkit.server import ChatKitServer
from chatkit.store import NotFoundError
from chatkit.types import AttachmentCreateParams
from sqlalchemy import func, select

from stores import tables
from stores.attachments.disk import CHUNK_BYTES, DiskBlobs
from stores.attachments.errors import FileConflict, FileInvalid, FileTypeRefused, QuotaExceeded
from stores.attachments.reading import FileReader
from stores.attachments.spool import Spool
from stores.errors import StoreUnavailable
from stores.testing.base import new_thread
from tests.files import EXECUTABLE, image
from tests.stores.attachments.conftest import add, chunks


async def all_of(files, key):
    return b"".join([piece async for piece in await files.read(key)])


async def rows(engine, table):
    async with engine.connect() as connection:
        return (await connection.execute(select(func.count()).select_from(table))).scalar()


async def bind(store, files, attachment, thread_id="thr", owner="alice"):
    """What the SDK does when a message is sent."""
    await store.save_thread(new_thread(thread_id), owner)
    await store.save_attachment(attachment.model_copy(update={"thread_id": thread_id}), owner)


async def test_a_file_comes_back_as_it_was_and_goes_with_its_thread(
    make_files, blobs, store, engine
):
    files = make_files(blobs)
    attachment = await add(files, image(), "a.png")
    assert attachment.type == "image"
    file = await files.original(attachment.id, "alice")
    assert (file.media_type, file.size) == ("image/png", len(image()))
    assert await all_of(files, file.key) == image()
    assert (await files.preview(attachment.id, "alice"))[8:12] == b"WEBP"
    reader = FileReader(files)
    assert (await reader.image(attachment.id, "alice")).startswith(b"\xff\xd8")
    await bind(store, files, attachment)

    await store.delete_thread("thr", "alice")
    await files.collect("bob")
    assert await all_of(files, file.key) == image()
    await files.collect("alice")

    for key in (file.key, f"{file.folder}/preview", f"{file.folder}/model"):
        with pytest.raises(NotFoundError):
            await files.read(key)
    assert await rows(engine, tables.files) == 0


async def test_a_plain_chatkit_server_takes_two_phase_uploads(files, store):
    class Server(ChatKitServer[str]):
        async def respond(self, thread, input_user_message, context):
            raise NotImplementedError
            yield

    server = Server(store, files)
    request = (
        '{"type": "attachments.create", '
        '"params": {"name": "a.txt", "size": 5, "mime_type": "text/plain"}}'
    )
    created = await server.process(request, "alice")
    assert b"https://chat.example/" in created.json
    (attachment_id,) = [part for part in created.json.decode().split('"') if part[:4] == "atc_"]
    await files.receive(attachment_id, chunks(b"he", b"llo"), "alice")
    delete = f'{{"type": "attachments.delete", "params": {{"attachment_id": "{attachment_id}"}}}}'
    await server.process(delete, "alice")
    with pytest.raises(NotFoundError):
        await files.original(attachment_id, "alice")


async def test_what_is_sent_straight_to_a_bucket_is_checked_before_it_counts(
    make_files, bucket, engine
):
    from stores.attachments.objects import ObjectBlobs

    files = make_files(ObjectBlobs(bucket))
    assert (await files.upload_origin()).startswith("http://127.0.0.1:")

    async def create(data, name="a.txt", mime_type="text/plain"):
        params = AttachmentCreateParams(name=name, size=len(data), mime_type=mime_type)
        return await files.create_attachment(params, "alice")

    async def send(attachment, data):
        async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
            response = await client.put(str(attachment.upload_descriptor.url), content=data)
            assert response.status_code == 200

    good = await create(b"good text")
    with pytest.raises(FileConflict):
        await files.claim([good.id], "alice")
    await send(good, b"good text")
    await files.claim([good.id], "alice")
    await send(good, b"evil text")  # the URL is still good, and changes nothing
    file = await files.original(good.id, "alice")
    async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
        served = await client.get(await files.download_url(file))
    assert served.content == b"good text"
    assert served.headers["content-disposition"] == 'attachment; filename="a.txt"'

    bad = await create(EXECUTABLE, "a.png", "image/png")
    await send(bad, EXECUTABLE)
    with pytest.raises(FileTypeRefused):
        await files.claim([bad.id], "alice")
    with pytest.raises(NotFoundError):
        await files.claim([bad.id], "alice")

    short = await create(b"whole text")
    await send(short, b"whole")
    with pytest.raises(FileInvalid, match="ended early"):
        await files.claim([short.id], "alice")

    picture = await create(image(), "a.png", "image/png")
    await send(picture, image())
    first, second = await asyncio.gather(*(files.preview(picture.id, "alice") for _ in range(2)))
    assert first == second


async def test_what_is_never_sent_is_cleaned_away_and_nothing_else(
    files, store, engine, monkeypatch
):
    now = 1_000_000.0
    files.records._clock = lambda: now
    sent = await add(files)
    await bind(store, files, sent)
    unfinished = await files.create_attachment(
        AttachmentCreateParams(name="b", size=5, mime_type="text/plain"), "alice"
    )
    unsent = await add(files)
    now += files.limits.unsent_seconds - 1
    fresh = await add(files)
    await files.claim([unsent.id], "alice")  # it is about to be sent
    now += 2

    await files.sweep()

    with pytest.raises(NotFoundError):
        await files.receive(unfinished.id, chunks(b"hello"), "alice")
    for kept in (sent, unsent, fresh):
        assert await all_of(files, (await files.original(kept.id, "alice")).key) == b"hello"
    assert await rows(engine, tables.files) == 3
    now += files.limits.unsent_seconds
    await files.sweep()
    assert await rows(engine, tables.files) == 1


async def test_a_file_of_a_branch_stays_until_both_threads_are_gone(files, store, engine):
    attachment = await add(files)
    await bind(store, files, attachment)
    await bind(store, files, attachment, "thr_branch")
    for thread_id, left in (("thr", 1), ("thr_branch", 0)):
        await store.delete_thread(thread_id, "alice")
        await files.collect("alice")
        assert await rows(engine, tables.files) == left


async def test_of_many_uploads_to_one_place_one_counts(files, engine, tmp_path):
    params = AttachmentCreateParams(name="a.txt", size=5, mime_type="text/plain")
    attachment = await files.create_attachment(params, "alice")
    texts = [f"text{number}".encode() for number in range(8)]

    outcomes = await asyncio.gather(
        *(files.receive(attachment.id, chunks(text), "alice") for text in texts),
        return_exceptions=True,
    )

    assert sum(isinstance(outcome, FileConflict) for outcome in outcomes) == 7
    (kept,) = [n for n, outcome in enumerate(outcomes) if not isinstance(outcome, Exception)]
    file = await files.original(attachment.id, "alice")
    assert await all_of(files, file.key) == texts[kept]
    assert len(list(tmp_path.rglob("original"))) == 1


async def test_many_uploads_at_once_do_not_exceed_the_quota(make_files, tmp_path):
    files = make_files(DiskBlobs(tmp_path / "files"), quota_bytes=1000)
    outcomes = await asyncio.gather(
        *(add(files, b"x" * 400) for _ in range(10)), return_exceptions=True
    )
    kept = [outcome for outcome in outcomes if not isinstance(outcome, Exception)]
    assert all(isinstance(o, QuotaExceeded) for o in outcomes if isinstance(o, Exception))
    assert len(kept) <= 2
    assert await files.records.used("alice") == 400 * len(kept)
    await add(files, b"x" * 400, owner="bob")


async def test_an_upload_that_is_cancelled_leaves_nothing(files, engine, tmp_path):
    reached = asyncio.Event()

    async def stuck() -> AsyncIterator[bytes]:
        yield b"half"
        reached.set()
        await asyncio.Event().wait()

    uploading = asyncio.create_task(files.add("a.txt", stuck(), "alice", expected=None))
    await reached.wait()
    uploading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await uploading
    assert await rows(engine, tables.files) == 0
    assert await rows(engine, tables.attachments) == 0
    assert list(tmp_path.rglob("*.part")) == []


async def test_a_full_disk_is_unavailable_and_leaves_nothing(files, engine, monkeypatch):
    class Full(FileIO):
        def write(self, _):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("stores.attachments.spool.FileIO", Full)
    with pytest.raises(StoreUnavailable):
        await add(files)
    assert await rows(engine, tables.files) == 0


async def test_what_is_written_for_a_cancelled_upload_gets_into_no_other_file(
    tmp_path, monkeypatch
):
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(1))
    begun, cancelled = asyncio.Event(), threading.Event()

    class SlowHash:
        def update(self, _):
            loop.call_soon_threadsafe(begun.set)
            assert cancelled.wait(60)

    monkeypatch.setattr("stores.attachments.spool.hashlib.sha256", SlowHash)
    async with Spool(tmp_path).open() as arriving:
        writing = asyncio.create_task(arriving.write(bytes(CHUNK_BYTES)))
        await begun.wait()
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writing
    with (tmp_path / "other").open("xb") as other:  # has the descriptor that was given back
        cancelled.set()
        await asyncio.to_thread(other.flush)  # after what the only thread has begun
    assert (tmp_path / "other").read_bytes() == b""


async def test_a_sweep_leaves_what_is_arriving(tmp_path):
    spool = Spool(tmp_path)
    async with spool.open() as arriving:
        await arriving.write(b"x")
        (tmp_path / "dead.part").write_bytes(b"half")
        await spool.sweep()
        assert [path.name for path in tmp_path.iterdir()] == [arriving.path.name]
    assert list(tmp_path.iterdir()) == []
