"""What everybody who chats is told: kept, told to open pages and with answers, ended."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from chatkit.types import NoticeEvent
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette

from chatkit_server.notices import Notice, Notices
from chatkit_server.settings import Settings
from chatkit_server.testing import Say, ScriptedModel

from .conftest import Guest, message, page_with
from .hosted import BackEnd

MAINTENANCE = {"level": "warning", "title": "Maintenance", "message": "From **22:00** on."}
TOLD = {"type": "notice", **MAINTENANCE}
PATH = "/api/admin/notice"


@pytest.fixture
def settings(make_database: Callable[..., str], backend: str, tmp_path: Path) -> Settings:
    """Settings on SQLite and on PostgreSQL."""
    return Settings(data_dir=tmp_path / "data", database_url=make_database(backend))


@pytest.fixture
async def office(back_end: BackEnd) -> httpx.AsyncClient:
    """A back end that may do this."""
    _, key = await back_end.make_key("users")
    back_end.http.headers["Authorization"] = f"Bearer {key}"
    return back_end.http


@asynccontextmanager
async def following(url: str, page: Guest) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    """What a page that is open is told, over a socket."""
    body = {"type": "x.threads.follow", "params": {}}
    headers = dict(page.http.headers)
    if page.http.cookies:
        headers["Cookie"] = "; ".join(f"{name}={text}" for name, text in page.http.cookies.items())
    async with (
        httpx.AsyncClient(base_url=url, headers=headers, trust_env=False) as http,
        http.stream("POST", "/chatkit", json=body) as stream,
    ):
        assert stream.status_code == 200

        async def events() -> AsyncIterator[dict[str, Any]]:
            async for line in stream.aiter_lines():
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))

        yield events()


async def test_open_pages_are_told_at_once_and_when_it_ends(
    office: httpx.AsyncClient, back_end: BackEnd, guest: Guest
) -> None:
    async with following(back_end.url, guest) as told:
        assert await anext(told) == {"type": "notice.ended"}
        put = await office.put(PATH, json=MAINTENANCE)
        assert (put.status_code, put.json()) == (200, {**MAINTENANCE, "until": None})
        assert await anext(told) == TOLD
        async with following(back_end.url, guest) as later:
            assert await anext(later) == TOLD
        assert (await office.get(PATH)).json() == put.json()
        other = {"level": "info", "message": "Back soon."}
        await office.put(PATH, json=other)
        assert await anext(told) == {"type": "notice", **other}
        assert (await office.delete(PATH)).status_code == 204
        assert await anext(told) == {"type": "notice.ended"}
    assert (await office.get(PATH)).status_code == 404
    assert (await office.delete(PATH)).status_code == 204


async def test_pages_with_a_client_secret_are_told_too(
    office: httpx.AsyncClient, back_end: BackEnd, app: Starlette, new_secret: Callable[..., Any]
) -> None:
    await office.put(PATH, json=MAINTENANCE)
    page = page_with(app, await new_secret())
    async with following(back_end.url, page) as told:
        assert await anext(told) == TOLD


async def test_answers_begin_with_it(
    office: httpx.AsyncClient, guest: Guest, model: ScriptedModel
) -> None:
    await office.put(PATH, json=MAINTENANCE)
    model.then([Say(["Hi."])], [Say(["Still here."])])
    events = await guest.events("threads.create", input=message("hello"))
    assert events.count(TOLD) == 1
    kinds = [event["type"] for event in events]
    assert kinds.index("notice") < kinds.index("thread.item.added")
    thread_id = events[0]["thread"]["id"]
    assert "notice" not in {item["type"] for item in await guest.items(thread_id)}
    await office.delete(PATH)
    events = await guest.events(
        "threads.add_user_message", thread_id=thread_id, input=message("and now?")
    )
    assert "notice" not in {event["type"] for event in events}


async def test_it_ends_by_itself(engine: AsyncEngine) -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    notices = Notices(engine, clock=lambda: now)
    notice = Notice(NoticeEvent(level="info", message="Soon."), now + timedelta(hours=1))
    await notices.put(notice)
    assert await notices.current() == notice
    now += timedelta(hours=1)
    assert await notices.current() is None


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "message"),
        ({"message": ""}, "message"),
        ({"message": "x" * 2001}, "message"),
        ({"message": "a\0b"}, "The request contains a null character"),
        ({"message": "a", "level": "loud"}, "level"),
        ({"message": "a", "title": ""}, "title"),
        ({"message": "a", "until": "2026-12-01T23:00:00"}, "until"),
        ({"message": "a", "until": "2020-12-01T23:00:00Z"}, "until"),
        ({"message": "a", "untill": "2099-12-01T23:00:00Z"}, "untill"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    office: httpx.AsyncClient, body: Any, named: str
) -> None:
    refused = await office.put(PATH, json=body)
    assert refused.status_code == 400
    assert refused.json()["error"]["message"].startswith(named)
    assert (await office.get(PATH)).status_code == 404


async def test_only_back_ends_may_and_it_is_noted_without_a_word(
    office: httpx.AsyncClient, back_end: BackEnd, guest: Guest
) -> None:
    _, weak = await back_end.make_key("threads")
    for method in ("GET", "PUT", "DELETE"):
        assert (await guest.http.request(method, PATH, json=MAINTENANCE)).status_code == 401
        headers = {"Authorization": f"Bearer {weak}"}
        refused = await office.request(method, PATH, json=MAINTENANCE, headers=headers)
        assert refused.status_code == 403
    await office.put(PATH, json=MAINTENANCE)
    await office.delete(PATH)
    entries = (await office.get("/api/admin/audit")).json()["data"]
    noted = [entry for entry in entries if entry["event"].startswith("admin.notice")]
    assert [entry["event"] for entry in noted] == ["admin.notice_put", "admin.notice_ended"]
    assert noted[0]["detail"] == {"level": "warning", "until": None}
