"""Everything that a user has is handed over whole, and erased without a rest."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from chatkit.types import HiddenContextItem
from sqlalchemy import Table, func, select
from starlette.applications import Starlette

from chatkit_server import database, visits
from chatkit_server.access.model import SessionConfiguration, Workflow
from chatkit_server.app import create_app
from chatkit_server.approvals.model import Approval, AskedCall
from chatkit_server.approvals.records import ApprovalRecords
from chatkit_server.clock import item_now
from chatkit_server.context import RequestContext, User
from chatkit_server.settings import Settings
from chatkit_server.testing import Call, Say, ScriptedModel, Wait
from stores import tables
from stores.engine import Database, create_engine
from stores.summaries import Summaries, Summary
from tests.http.conftest import Guest, message, running
from tests.http.visitors import visiting

TEXT = b"A poem about plums.\n" * 50


@pytest.fixture
def settings(make_database: Callable[..., str], backend: str, tmp_path: Path) -> Settings:
    """Settings on SQLite and on PostgreSQL."""
    return Settings(data_dir=tmp_path / "data", database_url=make_database(backend))


@pytest.fixture
async def back_end(app: Starlette, stack: AsyncExitStack) -> httpx.AsyncClient:
    _, secret = await app.state.api_keys.create("office", ("users",))
    return await stack.enter_async_context(
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://test/api/admin",
            headers={"Authorization": f"Bearer {secret}"},
        )
    )


async def lived_in(app: Starlette, guest: Guest, model: ScriptedModel) -> tuple[str, str, str]:
    """Fills every table for a guest; returns their id, a thread, and a file in it."""
    user = str((await guest.http.post("/api/auth/guest")).json()["user"]["id"])
    guest.http.headers["X-Timezone"] = "Europe/Berlin"
    uploaded = await guest.http.post(
        "/api/attachments", files={"file": ("plums.txt", TEXT, "text/plain")}
    )
    file_id = uploaded.json()["id"]
    await guest.http.post("/api/attachments", files={"file": ("unsent.txt", TEXT, "text/plain")})
    model.then(
        [Call("add_tasks", {"tasks": [{"title": "plums"}, {"title": "figs"}]})], [Say(["Done."])]
    )
    events = await guest.events(
        "threads.create", input=message("Add plums and figs", attachments=[file_id])
    )
    thread_id = events[0]["thread"]["id"]
    items = await guest.items(thread_id)
    await guest.post(
        "items.feedback", thread_id=thread_id, item_ids=[items[-1]["id"]], kind="positive"
    )
    await guest.events("x.threads.branch", thread_id=thread_id, item_id=items[-1]["id"])
    context = RequestContext(User(user))
    hidden = HiddenContextItem(
        id="hidden_1", thread_id=thread_id, created_at=item_now(), content="Likes plums"
    )
    await app.state.server.store.add_thread_item(thread_id, hidden, context)
    tasks = (await guest.http.get("/api/tasks")).json()["data"]
    await guest.http.delete(f"/api/tasks/{tasks[0]['id']}")
    _, secret = await app.state.chat_sessions.create(
        user,
        timedelta(minutes=10),
        workflow=Workflow("tasks"),
        configuration=SessionConfiguration(history=False),
    )
    await app.state.sign_ins.start(user, name="Ann", email=None, id_token="id-token")
    engine = create_engine(app.state.settings.database_url)
    await ApprovalRecords(engine).add(
        Approval(
            thread_id=thread_id,
            item_id=items[-1]["id"],
            owner=user,
            calls=(AskedCall("call_1", "Clerk", "delete_file", "{}"),),
            created_at=datetime.now(UTC),
            expires_at=datetime.now(UTC) + timedelta(minutes=10),
            state={},
        )
    )
    await Summaries(engine).save(thread_id, Summary(items[-1]["id"], "Wants fruit"), user)
    await engine.dispose()
    model.then([Say(["Hi"])])
    by_secret = await guest.http.post(
        "/chatkit",
        json={"type": "threads.create", "params": {"input": message("Hello")}},
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert by_secret.status_code == 200, by_secret.text
    return user, thread_id, file_id


def owned_tables() -> list[Table]:
    return [
        table
        for metadata in (tables.metadata, database.metadata)
        for table in metadata.sorted_tables
        if "owner" in table.c
    ]


async def rows_of(settings: Settings, owner: str) -> dict[str, int]:
    """How many rows each table has of an owner."""
    engine = create_engine(settings.database_url)
    counted = {}
    for table in owned_tables():
        query = select(func.count()).select_from(table).where(table.c.owner == owner)
        ((count,),) = await Database(engine).execute(query)
        counted[table.name] = count
    await engine.dispose()
    return counted


def files_in(settings: Settings) -> list[Path]:
    return [path for path in (settings.data_dir / "attachments").rglob("*") if path.is_file()]


async def test_nothing_of_a_user_is_left_and_everything_of_others(
    app: Starlette,
    settings: Settings,
    back_end: httpx.AsyncClient,
    new_guest: Any,
    model: ScriptedModel,
) -> None:
    ann, bob = await new_guest(), await new_guest()
    user, thread_id, _ = await lived_in(app, ann, model)
    kept, _, _ = await lived_in(app, bob, model)
    before = await rows_of(settings, kept)
    wait = Wait()
    model.then([Say(["Still", " talking"]), wait])
    talking = asyncio.create_task(ann.http.post("/api/chat", json={"message": "Go on"}))
    await wait.reached.wait()
    filled = await rows_of(settings, user)
    assert all(filled.values()), f"fill these tables in lived_in(): {filled}"
    bytes_before = len(files_in(settings))

    erased = await back_end.delete(f"/users/{user}")
    assert erased.status_code == 204
    await talking
    left = await rows_of(settings, user)
    assert not any(left.values()), left
    assert await rows_of(settings, kept) == before
    assert len(files_in(settings)) == bytes_before / 2
    assert (await back_end.delete(f"/users/{user}")).status_code == 204
    assert (await ann.post("threads.get_by_id", thread_id=thread_id)).status_code == 404

    entries = (await back_end.get("/audit")).json()["data"]
    erasures = [entry for entry in entries if entry["event"] == "user.erased"]
    assert [(entry["subject"], entry["detail"]) for entry in erasures] == [
        (user, {"threads": 4}),
        (user, {"threads": 0}),
    ]


async def test_what_a_user_is_writing_does_not_outlive_them(
    app: Starlette,
    guest: Guest,
    owner: str,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(visits, "PATIENCE_SECONDS", 60.0)
    arriving, go = asyncio.Event(), asyncio.Event()

    async def slow_body() -> AsyncIterator[bytes]:
        arriving.set()
        await go.wait()
        yield b'{"title": "plums"}'

    async with asyncio.TaskGroup() as group:
        writing = group.create_task(guest.http.post("/api/tasks", content=slow_body()))
        await arriving.wait()
        group.create_task(app.state.users.erase(owner, actor="key_1"))
        while (await guest.http.get("/api/tasks")).status_code == 200:
            pass  # the erasure has not come to it yet
        go.set()
    assert writing.result().status_code == 201
    assert (await rows_of(settings, owner)).get("tasks", 0) == 0


async def test_an_export_has_everything_and_no_secret(
    app: Starlette,
    settings: Settings,
    back_end: httpx.AsyncClient,
    new_guest: Any,
    model: ScriptedModel,
) -> None:
    ann, bob = await new_guest(), await new_guest()
    user, thread_id, file_id = await lived_in(app, ann, model)
    other, _, _ = await lived_in(app, bob, model)
    shown = await ann.items(thread_id)
    response = await back_end.get(f"/users/{user}/export")
    assert response.headers["content-disposition"].startswith(f'attachment; filename="{user}.json"')
    document = response.json()
    assert document["user"] == user
    assert [thread["title"] for thread in document["threads"]] == [
        "Add plums and figs", "Add plums and figs", "Hello",
    ]  # fmt: skip
    first = document["threads"][0]
    assert first["id"] == thread_id
    ids = [item["id"] for item in first["items"]]
    assert set(ids) == {item["id"] for item in shown} | {"hidden_1"}
    assert first["items"][ids.index("hidden_1")]["content"] == "Likes plums"
    assert [opinion["kind"] for opinion in first["feedback"]] == ["positive"]
    assert first["summary"] == "Wants fruit"
    assert [(each["name"], each["size"]) for each in document["attachments"]] == [
        ("plums.txt", len(TEXT)), ("unsent.txt", len(TEXT)),
    ]  # fmt: skip
    assert [(task["title"], task["deleted_at"] is None) for task in document["tasks"]] in (
        [("plums", False), ("figs", True)],
        [("plums", True), ("figs", False)],
    )
    records = document["records"]
    assert records["profiles"] == [{"owner": user, "timezone": "Europe/Berlin"}]
    (session,) = records["chat_sessions"]
    assert session["owner"] == user
    (sign_in,) = records["sign_ins"]
    assert sign_in["name"] == "Ann"
    for secret in ("digest", "id_token", "id-token"):
        assert secret not in response.text
    assert other not in response.text
    exported = {"threads", "items", "attachments", "attachment_uses", "files", "feedback"}
    exported |= {"summaries", "run_leases", "tasks", *records}
    names = {table.name.removeprefix("chatkit_") for table in owned_tables()}
    assert names == exported, "say in users/export.py what belongs to a user"

    zipped = await back_end.get(f"/users/{user}/export", params={"format": "zip"})
    archive = zipfile.ZipFile(io.BytesIO(zipped.content))
    assert archive.testzip() is None
    inside = json.loads(archive.read("data.json"))
    assert {**inside, "exported_at": 0} == {**document, "exported_at": 0}
    assert archive.read(f"attachments/{file_id}/plums.txt") == TEXT
    assert len(archive.namelist()) == 3


async def test_files_go_too_where_files_are_not_taken_any_more(
    settings: Settings,
) -> None:
    text = {"file": ("plums.txt", TEXT, "text/plain")}
    async with visiting(settings) as visitor:
        user = (await visitor.http.post("/api/auth/guest")).json()["user"]["id"]
        await visitor.http.post("/api/attachments", files=text)
    assert len(files_in(settings)) == 1
    async with running(create_app(replace(settings, attachments=False))) as app:
        pieces = await app.state.users.export(user, "zip", actor="key_1")
        archive = zipfile.ZipFile(io.BytesIO(b"".join([piece async for piece in pieces])))
        assert [name for name in archive.namelist() if name.endswith("/plums.txt")]
        await app.state.users.erase(user, actor="key_1")
    assert files_in(settings) == []


async def test_an_export_is_whole_whatever_goes_while_it_is_written(app: Starlette) -> None:
    context = RequestContext(User("ann"))
    store = app.state.server.store
    thread = app.state.server.new_thread({}, context)
    await store.save_thread(thread, context)
    items = [
        HiddenContextItem(
            id=f"hidden_{number:03}", thread_id=thread.id, created_at=item_now(), content="x"
        )
        for number in range(150)
    ]
    await store.add_thread_items(thread.id, items, context)
    pieces = await app.state.users.export("ann", "json", actor="key_1")
    written = b""
    async for piece in pieces:
        written += piece
        if b"hidden_099" in piece:  # the last one of a page
            for item in items[98:100]:
                await store.delete_thread_item(thread.id, item.id, context)
    told = [item["id"] for item in json.loads(written)["threads"][0]["items"]]
    assert told == [item.id for item in items]

    pieces = await app.state.users.export("ann", "json", actor="key_1")
    written = b""
    async for piece in pieces:
        written += piece
        if b"hidden_101" in piece:
            await store.delete_thread(thread.id, context)
    told = [item["id"] for item in json.loads(written)["threads"][0]["items"]]
    assert told == [item.id for item in (*items[:98], *items[100:102])]


async def test_an_export_has_numbers_of_any_size(
    app: Starlette, back_end: httpx.AsyncClient
) -> None:
    workflow = Workflow("tasks", state_variables={"size": 10**30})
    await app.state.chat_sessions.create(
        "ann", timedelta(minutes=1), workflow=workflow, configuration=SessionConfiguration()
    )
    document = (await back_end.get("/users/ann/export")).json()
    (session,) = document["records"]["chat_sessions"]
    assert session["workflow"]["state_variables"] == {"size": 10**30}


async def test_a_user_whom_nobody_knows_has_nothing(back_end: httpx.AsyncClient) -> None:
    document = (await back_end.get("/users/nobody/export")).json()
    assert (document["threads"], document["attachments"], document["tasks"]) == ([], [], [])
    assert not any(document["records"].values())
    assert (await back_end.delete("/users/nobody")).status_code == 204
    refused = await back_end.get("/users/nobody/export", params={"format": "pdf"})
    assert refused.status_code == 400
