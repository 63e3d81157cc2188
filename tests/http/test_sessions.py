"""Client secrets: how a user gets one, what it is good for, and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from starlette.applications import Starlette

from chatkit_server.settings import Settings
from chatkit_server.testing import Say, ScriptedModel, Wait
from tests.http.conftest import Guest, message, page_with

PATH = "/api/chatkit/session"


NewSecret = Callable[..., Awaitable[str]]
LIST = {"limit": 10, "order": "desc"}


async def own_page(app: Starlette, guest: Guest) -> Guest:
    return page_with(app, (await guest.http.post(PATH)).json()["client_secret"])


def listed(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [thread["id"] for thread in answer.json()["data"]]


# Getting one


async def test_a_user_gets_a_secret_for_their_own_threads(
    app: Starlette, guest: Guest, model: ScriptedModel
) -> None:
    model.then([Say(["Hello"])])
    model.then([Say(["Again"])])
    thread = await guest.create("Hi")
    answer = await guest.http.post(PATH)
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    body = answer.json()
    assert sorted(body) == ["client_secret", "expires_at"]
    left = datetime.fromisoformat(body["expires_at"]) - datetime.now(UTC)
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)
    page = page_with(app, body["client_secret"])
    assert listed(await page.post("threads.list", **LIST)) == [thread]
    told = await page.post("threads.get_by_id", thread_id=thread)
    assert 0 < int(told.headers["ChatKit-Secret-Seconds"]) <= 600
    assert len(await page.items(thread)) == 2
    made = await page.create("Good morning")
    assert listed(await guest.post("threads.list", **LIST)) == [made, thread]


async def test_a_secret_cannot_get_another(app: Starlette, guest: Guest) -> None:
    page = await own_page(app, guest)
    answer = await page.http.post(PATH)
    assert answer.status_code == 403
    assert "sign in" in answer.json()["error"]["message"]


async def test_nobody_gets_no_secret(app: Starlette) -> None:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test"
    ) as nobody:
        answer = await nobody.post(PATH)
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


async def test_a_page_of_another_site_gets_none_by_the_visitors_cookie(guest: Guest) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert (await guest.http.post(PATH, headers=headers)).status_code == 403
        assert (await guest.http.delete(PATH, headers=headers)).status_code == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"workflow": "tasks"}', 201),
        (b"{}", 201),
        (b'{"workflow": "others"}', 400),
        (b'{"workflow": 1}', 400),
        (b'{"user": "somebody else"}', 400),
        (b"[]", 400),
        (b"{", 400),
        (b" " * 5000, 413),
    ],
)
async def test_a_body_may_name_the_assistant(guest: Guest, body: bytes, status: int) -> None:
    assert (await guest.http.post(PATH, content=body)).status_code == status


async def test_a_users_own_session_may_do_what_the_server_does(
    app: Starlette, guest: Guest, settings: Settings
) -> None:
    secret = (await guest.http.post(PATH)).json()["client_secret"]
    session = await app.state.chat_sessions.find(secret)
    configuration = session.configuration
    assert configuration.uploads
    assert configuration.max_files is None
    assert configuration.max_file_bytes >= settings.attachment_max_bytes
    assert (session.requests_per_minute, session.api_key_id) == (None, None)


# What it is good for


async def test_a_secret_is_good_for_what_a_page_needs(
    app: Starlette, new_secret: NewSecret
) -> None:
    page = page_with(app, await new_secret())
    assert (await page.http.get("/api/tasks")).status_code == 200
    assert (await page.http.get("/api/attachments/atc_none")).status_code == 404
    assert (await page.http.get("/api/entities")).status_code == 200
    assert (await page.http.get("/api/commands")).status_code == 200
    for path in (
        "/api/auth/me",
        "/api/auth/session",
        "/api/tasksandmore",
        "/api/chat",
        "/api/",
        "/v1/chatkit/threads",
    ):
        for method in ("GET", "POST", "DELETE"):
            answer = await page.http.request(method, path)
            assert answer.status_code in {401, 403, 405}, (method, path)


# How it ends


async def test_a_page_may_end_its_session(app: Starlette, new_secret: NewSecret) -> None:
    page, other = [page_with(app, await new_secret()) for _ in range(2)]
    assert (await page.http.delete(PATH)).status_code == 204
    refused = await page.post("threads.list", **LIST)
    assert refused.status_code == 401
    assert "cancelled" in refused.headers["WWW-Authenticate"]
    assert (await page.http.delete(PATH)).status_code == 401
    assert listed(await other.post("threads.list", **LIST)) == []


async def test_a_user_may_end_all_their_sessions_and_no_others(
    app: Starlette,
    guest: Guest,
    new_secret: NewSecret,
    new_guest: Callable[[], Awaitable[Guest]],
) -> None:
    pages = [page_with(app, await new_secret()), await own_page(app, guest)]
    others = await own_page(app, await new_guest())
    assert (await guest.http.delete(PATH)).status_code == 204
    for page in pages:
        assert (await page.post("threads.list", **LIST)).status_code == 401
    assert (await others.post("threads.list", **LIST)).status_code == 200
    (entry,) = [
        entry for entry in await app.state.audit.entries() if entry.event == "sessions.ended"
    ]
    assert entry.detail == {"sessions": 2}


async def test_an_answer_goes_on_when_its_session_ends(
    app: Starlette, new_secret: NewSecret, model: ScriptedModel
) -> None:
    wait = Wait()
    model.then([Say(["Half of it"]), wait, Say([", and the rest"])])
    page = page_with(app, await new_secret())
    async with asyncio.TaskGroup() as group:
        answering = group.create_task(page.events("threads.create", input=message("Tell me")))
        await wait.reached.wait()
        assert (await page.http.delete(PATH)).status_code == 204
        wait.gate.set()
    last = answering.result()[-1]
    assert last["item"]["content"][0]["text"] == ", and the rest"
    assert (await page.post("threads.list", **LIST)).status_code == 401


async def test_a_secret_has_its_time(
    app: Starlette, guest: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        app.state, "settings", replace(app.state.settings, client_secret_seconds=-1.0)
    )
    page = await own_page(app, guest)
    refused = await page.post("threads.list", **LIST)
    assert refused.status_code == 401
    assert "expired" in refused.headers["WWW-Authenticate"]
