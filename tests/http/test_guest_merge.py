"""A page with tokens of its own takes a guest along, who can only be the one that it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from chatkit_server import visits
from chatkit_server.auth.keys import own_key
from chatkit_server.auth.own import OwnTokens
from chatkit_server.settings import Settings
from tests.files import image
from tests.tokens import signed

from .visitors import STRANGE, Visitor, visiting

BEARER_SECRET = "b" * 32


@pytest.fixture
async def host_page(settings: Settings) -> AsyncIterator[Visitor]:
    """A visitor of a server whose users come with tokens of somebody's own back end."""
    async with visiting(replace(settings, auth_secret=BEARER_SECRET)) as visitor:
        yield visitor


def token_of(user: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {signed(BEARER_SECRET, sub=user)}"}


async def test_a_page_with_tokens_of_its_own_takes_the_guest_along(host_page: Visitor) -> None:
    http = host_page.http
    await http.post("/api/auth/guest")
    await host_page.add_task("Buy milk")
    response = await http.post("/api/auth/session", headers=token_of("ada"))
    assert response.json() == {"user": {"id": "ada"}, "merged": {"threads": 0, "tasks": 1}}
    assert "chatkit_session" not in http.cookies
    listed = await http.get("/api/tasks", headers=token_of("ada"))
    assert [task["title"] for task in listed.json()["data"]] == ["Buy milk"]
    again = await http.post("/api/auth/session", headers=token_of("ada"))
    assert again.json()["merged"] == {"threads": 0, "tasks": 0}


async def test_a_page_of_another_origin_gives_the_guests_token(host_page: Visitor) -> None:
    http = host_page.http
    guest = (await http.post("/api/auth/guest")).json()["token"]
    await host_page.add_task("Buy milk")
    http.cookies.clear()
    body = {"guest_token": guest}
    response = await http.post("/api/auth/session", json=body, headers=token_of("ada"))
    assert response.json()["merged"] == {"threads": 0, "tasks": 1}


async def test_nobody_takes_what_they_cannot_prove_to_be_theirs(host_page: Visitor) -> None:
    http = host_page.http
    guest = (await http.post("/api/auth/guest")).json()
    await host_page.add_task("Buy milk")
    expired = OwnTokens(own_key(host_page.app.state.settings)).sign(
        guest["user"]["id"], timedelta(seconds=-1)
    )
    as_guest = {"Authorization": f"Bearer {guest['token']}"}
    as_stranger = await http.post("/api/auth/session", headers={**token_of("ada"), **STRANGE})
    assert as_stranger.status_code == 403
    assert (await http.post("/api/auth/session")).status_code == 403
    assert (await http.post("/api/auth/session", headers=as_guest)).status_code == 403
    cookie = http.cookies["chatkit_session"]
    http.cookies.clear()
    assert (await http.post("/api/auth/session")).status_code == 401
    forged = signed(BEARER_SECRET, sub=guest["user"]["id"])
    for wrong in (expired.value, forged, token_of("bob")["Authorization"], guest["user"]["id"], ""):
        response = await http.post(
            "/api/auth/session", json={"guest_token": wrong}, headers=token_of("ada")
        )
        assert response.status_code == 400, wrong
    for body in (b"[]", b"{", b'{"guest_token": 5}', b"\xff"):
        response = await http.post("/api/auth/session", content=body, headers=token_of("ada"))
        assert response.status_code == 400, body
    http.cookies.set("chatkit_session", cookie)
    assert await host_page.tasks() == ["Buy milk"]
    assert await host_page.events() == []


async def test_what_a_guest_is_writing_comes_along_and_the_rest_waits(
    host_page: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "PATIENCE_SECONDS", 60.0)
    http = host_page.http
    await http.post("/api/auth/guest")
    arriving, go = asyncio.Event(), asyncio.Event()

    async def slow_body() -> AsyncIterator[bytes]:
        arriving.set()
        await go.wait()
        yield b'{"title": "Buy milk"}'

    async with asyncio.TaskGroup() as group:
        writing = group.create_task(http.post("/api/tasks", content=slow_body()))
        await arriving.wait()
        merging = group.create_task(http.post("/api/auth/session", headers=token_of("ada")))
        while (turned_away := await http.get("/api/tasks")).status_code == 200:
            pass  # the merge has not come to it yet
        go.set()
    assert turned_away.status_code == 503
    assert "being moved" in turned_away.json()["error"]["message"]
    assert writing.result().status_code == 201
    assert merging.result().json()["merged"] == {"threads": 0, "tasks": 1}
    listed = await http.get("/api/tasks", headers=token_of("ada"))
    assert [task["title"] for task in listed.json()["data"]] == ["Buy milk"]


async def test_who_never_ends_what_they_send_is_not_waited_for(
    host_page: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "PATIENCE_SECONDS", 0.05)
    http = host_page.http
    await http.post("/api/auth/guest")
    await host_page.add_task("Buy milk")
    arriving, go = asyncio.Event(), asyncio.Event()

    async def endless_body() -> AsyncIterator[bytes]:
        arriving.set()
        await go.wait()
        yield b"{}"

    async with asyncio.TaskGroup() as group:
        group.create_task(http.post("/api/tasks", content=endless_body()))
        await arriving.wait()
        response = await http.post("/api/auth/session", headers=token_of("ada"))
        go.set()
    assert response.json()["merged"] == {"threads": 0, "tasks": 1}


async def test_an_old_url_of_a_picture_is_given_anew_when_it_is_the_users(
    host_page: Visitor,
) -> None:
    http = host_page.http
    await http.post("/api/auth/guest")
    added = await http.post("/api/attachments", files={"file": ("a.png", image("PNG"))})
    attachment_id, old = added.json()["id"], added.json()["preview_url"]
    assert (await http.get(old)).status_code == 200
    await http.post("/api/auth/session", headers=token_of("ada"))
    assert (await http.get(old)).status_code == 404
    known = await http.get(f"/api/attachments/{attachment_id}", headers=token_of("ada"))
    assert (await http.get(known.json()["download_url"])).content == image("PNG")
