"""Every endpoint and every type of request, asked by whom it is not for: nothing leaks.

The endpoints are the app's own routes, the types those of the SDK and the extensions: a new one is
walked without being named here, and one with an id in it fails until it is placed.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest
from starlette.applications import Starlette

from chatkit_server.access.model import SCOPES, SessionConfiguration, Workflow
from chatkit_server.app import create_app
from chatkit_server.http.contract.operation import Place, places
from chatkit_server.http.contract.protocol import request_types
from chatkit_server.settings import Settings
from tests.http.conftest import message, running
from tests.tokens import signed

SECRET = "the secret of the tests, which is long enough"
NOBODYS = "0" * 32

BODIES: Mapping[tuple[str, str], Any] = {
    ("PATCH", "/api/admin/users/{user_id}/threads/{thread_id}"): {"status": {"type": "closed"}},
    ("PATCH", "/api/tasks/{task_id}"): {"title": "mine"},
    ("POST", "/api/{user_id}/chat"): {"message": "hello"},
}
"""A body that makes sense, so that it is the id that is refused; ``{}`` for all others."""

NAMES = {"assistant"}
"""Parameters of paths that are nobody's: what they name is there for everybody."""


@dataclass(frozen=True)
class World:
    """A server with Bob's things in it, and the ways to ask it.

    Attributes:
        bobs: The id of a thing of Bob's, by the name that it has in paths and params.
        over: What let somebody in once, by what became of it.
        keys: API keys, by their only scope.
        anns_secret: A client secret that stands for Ann.
    """

    http: httpx.AsyncClient
    app: Starlette
    bobs: Mapping[str, str]
    over: Mapping[str, str]
    keys: Mapping[str, str]
    anns_secret: str

    def places(self, *callers: str) -> list[Place]:
        return [
            place
            for place in places(self.app.routes)
            if place.operation is not None and place.operation.caller in callers
        ]

    async def ask(
        self, place: Place, authorization: str | None, ids: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Ask as somebody, for Bob's things or others."""
        path = place.path.format_map({**self.bobs, "assistant": "tasks", **(ids or {})})
        headers = {} if authorization is None else {"Authorization": f"Bearer {authorization}"}
        body = BODIES.get((place.method, place.path), {})
        content = None if place.method == "GET" else json.dumps(body)
        return await self.http.request(place.method, path, content=content, headers=headers)

    async def say(
        self, authorization: str | None, type_: str, params: Mapping[str, Any]
    ) -> httpx.Response:
        headers = {} if authorization is None else {"Authorization": f"Bearer {authorization}"}
        body = {"type": type_, "params": params}
        return await self.http.post("/chatkit", json=body, headers=headers)


def token(user: str, life: timedelta = timedelta(days=1)) -> str:
    return signed(SECRET, sub=user, exp=datetime.now(UTC) + life)


ANN, BOB = token("ann"), token("bob")
NO_USERS = {
    "nobody": None,
    "an expired token": token("bob", timedelta(hours=-1)),
    "a forged token": signed("some other secret of the same length", sub="bob"),
    "an unsigned token": jwt.encode({"sub": "bob"}, None, "none"),
    "no token": "bob",
    "an unknown client secret": f"ek_{NOBODYS}",
    "an unknown API key": f"sk-{NOBODYS}",
}


@pytest.fixture
async def world(
    settings: Settings,
    stack: AsyncExitStack,
    scripted: None,
) -> AsyncIterator[World]:
    settings = dataclasses.replace(
        settings,
        auth_secret=SECRET,
        rate_requests_per_minute=0,
        rate_requests_per_address=0,
        rate_failures_per_address=0,
    )
    app = await stack.enter_async_context(running(create_app(settings)))
    transport = httpx.ASGITransport(app)
    http = await stack.enter_async_context(
        httpx.AsyncClient(transport=transport, base_url="http://test")
    )
    bob = {"Authorization": f"Bearer {BOB}"}
    uploaded = await http.post(
        "/api/attachments", files={"file": ("bob.txt", b"Bob's secret")}, headers=bob
    )
    task = await http.post("/api/tasks", json={"title": "Bob's secret"}, headers=bob)
    created = await http.post(
        "/chatkit",
        json={"type": "threads.create", "params": {"input": message("Bob's secret")}},
        headers=bob,
    )
    ids = re.findall(r'"id":"((?:thr|msg)_\w+)"', created.text)
    sessions, keys = app.state.chat_sessions, app.state.api_keys
    session, _ = await _session(sessions)
    _, anns_secret = await _session(sessions, "ann")
    _, expired = await _session(sessions, life=timedelta(seconds=-1))
    gone, cancelled = await _session(sessions)
    await sessions.cancel(gone.id)
    revoked, revoked_key = await keys.create("revoked", SCOPES)
    await keys.revoke(revoked.id)
    yield World(
        http,
        app,
        {
            "user_id": "bob",
            "task_id": task.json()["id"],
            "entity_id": task.json()["id"],
            "attachment_id": uploaded.json()["id"],
            "thread_id": ids[0],
            "item_id": ids[1],
            "session_id": session.id,
        },
        {
            "a cancelled client secret": cancelled,
            "an expired client secret": expired,
            "a revoked API key": revoked_key,
        },
        {scope: (await keys.create(scope, [scope]))[1] for scope in SCOPES},
        anns_secret,
    )


async def _session(sessions: Any, user: str = "bob", life: timedelta = timedelta(hours=1)) -> Any:
    return await sessions.create(
        user,
        life,
        workflow=Workflow("tasks"),
        configuration=SessionConfiguration(uploads=True),
    )


def _unknown(known: str) -> str:
    """An id of the same kind that is nobody's."""
    prefix, underscore, _ = known.partition("_")
    return f"{prefix}_{NOBODYS}" if underscore else f"nobody-{uuid4().hex}"


def _told(response: httpx.Response, *ids: str) -> tuple[int, str, list[tuple[str, str]]]:
    """All that an answer tells, but for its own id, those that were asked for and the clock."""
    number = response.headers["x-request-id"]
    changing = ("x-request-id", "content-length", "chatkit-secret-seconds")
    headers = [
        (name, "" if name in changing else value) for name, value in response.headers.items()
    ]
    text = response.text.replace(number, "REQUEST")
    for given in ids:
        text = text.replace(given, "ID")
    return response.status_code, text, headers


# Endpoints


async def test_what_is_a_users_is_closed_to_whoever_is_none(world: World) -> None:
    strangers = {
        **NO_USERS,
        **world.over,
        **{f"an API key for {scope}": key for scope, key in world.keys.items()},
    }
    found = world.places("user")
    assert found
    for place in found:
        for who, authorization in strangers.items():
            response = await world.ask(place, authorization)
            asked = f"{place.method} {place.path} as {who}: {response.text}"
            assert response.status_code == 401, asked
            assert response.headers["www-authenticate"].startswith("Bearer"), asked
            assert "Bob" not in response.text


@pytest.mark.parametrize("scope", SCOPES)
async def test_what_is_a_back_ends_is_closed_to_everybody_else(world: World, scope: str) -> None:
    strangers = {
        **NO_USERS,
        **world.over,
        "a user": BOB,
        "a user's client secret": world.anns_secret,
    }
    for place in world.places(scope):
        for who, authorization in strangers.items():
            response = await world.ask(place, authorization)
            asked = f"{place.method} {place.path} as {who}: {response.text}"
            assert response.status_code == 401, asked
            assert "Bob" not in response.text
        for other in set(SCOPES) - {scope}:
            response = await world.ask(place, world.keys[other])
            asked = f"{place.method} {place.path} with a key for {other}: {response.text}"
            assert response.status_code == 403, asked
            assert "Bob" not in response.text


async def test_a_signed_url_is_nothing_without_its_signature(world: World) -> None:
    found = world.places("signed")
    assert found
    for place in found:
        for who in (None, ANN, world.keys["users"], *world.over.values()):
            known = await world.ask(place, who)
            unknown = await world.ask(place, who, _others(world))
            assert known.status_code in (404, 410), f"{place.method} {place.path}"
            assert _told(known, *world.bobs.values()) == _told(unknown, *_others(world).values())


async def test_what_is_for_anyone_tells_nothing_of_bob(world: World) -> None:
    for place in world.places("anyone"):
        for who in (None, ANN):
            response = await world.ask(place, who)
            assert response.status_code in {*range(500), 501}, f"{place.method} {place.path}"
            assert "Bob's secret" not in response.text


async def test_of_bobs_things_ann_does_not_learn_that_they_are_there(world: World) -> None:
    found = [place for place in world.places("user") if _ids(place)]
    assert found
    for place in found:
        unplaced = _ids(place) - world.bobs.keys()
        assert not unplaced, f"say what of Bob's the {unplaced} of {place.path} is"
        others = _others(world)
        for ann in (ANN, world.anns_secret):
            known = await world.ask(place, ann)
            unknown = await world.ask(place, ann, others)
            asked = f"{place.method} {place.path}: {known.text}"
            assert known.status_code in (403, 404), asked
            assert _told(known, *world.bobs.values()) == _told(unknown, *others.values()), asked
            assert "Bob" not in known.text, asked


async def test_bob_has_them_all_the_while(world: World) -> None:
    for place in world.places("user"):
        if place.method == "GET" and _ids(place):
            response = await world.ask(place, BOB)
            assert response.status_code == 200, f"{place.path}: {response.text}"


def _ids(place: Place) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", place.path)) - NAMES


def _others(world: World) -> dict[str, str]:
    return {name: _unknown(known) for name, known in world.bobs.items()}


# Requests of the protocol

_INPUT = message("hello")
_ACTION = {"type": "tasks.list", "payload": {}}
_THREAD = {"thread_id": "{thread_id}"}
_ITEM = {**_THREAD, "item_id": "{item_id}"}

NAMING: Mapping[str, Mapping[str, Any]] = {
    "threads.get_by_id": _THREAD,
    "threads.update": {**_THREAD, "title": "mine"},
    "threads.delete": _THREAD,
    "threads.add_user_message": {**_THREAD, "input": _INPUT},
    "threads.add_client_tool_output": {**_THREAD, "result": 1},
    "threads.add_structured_input": {**_ITEM, "input": {"answers": {}}},
    "threads.retry_after_item": _ITEM,
    "threads.custom_action": {**_ITEM, "action": _ACTION},
    "threads.sync_custom_action": {**_ITEM, "action": _ACTION},
    "items.list": _THREAD,
    "items.feedback": {**_THREAD, "item_ids": ["{item_id}"], "kind": "positive"},
    "attachments.delete": {"attachment_id": "{attachment_id}"},
    "x.threads.stop": _THREAD,
    "x.threads.resume": _THREAD,
    "x.threads.branch": _ITEM,
    "threads.create": {"input": {**_INPUT, "attachments": ["{attachment_id}"]}},
}
"""Requests that name something, and how to name Bob's."""

OWN: Mapping[str, Mapping[str, Any]] = {
    "threads.list": {},
    "x.threads.list": {},
    "x.threads.follow": {},
    "attachments.create": {"name": "a.txt", "size": 1, "mime_type": "text/plain"},
    "input.transcribe": {"audio_base64": "", "mime_type": "audio/webm"},
}
"""Requests that name nothing."""


def test_every_type_of_request_is_placed() -> None:
    assert NAMING.keys() | OWN.keys() == request_types().keys()


def _named(params: Any, ids: Mapping[str, str]) -> Any:
    text = json.dumps(params)
    for name, given in ids.items():
        text = text.replace(f"{{{name}}}", given)
    return json.loads(text)


@pytest.mark.parametrize("type_", NAMING)
async def test_ann_cannot_tell_bobs_things_from_none(world: World, type_: str) -> None:
    others = _others(world)
    for ann in (ANN, world.anns_secret):
        known = await world.say(ann, type_, _named(NAMING[type_], world.bobs))
        unknown = await world.say(ann, type_, _named(NAMING[type_], others))
        assert known.status_code == 404, known.text
        assert _told(known, *world.bobs.values()) == _told(unknown, *others.values())
        assert "Bob" not in known.text


@pytest.mark.parametrize("type_", ["threads.list", "x.threads.list"])
async def test_ann_does_not_see_bobs_threads(world: World, type_: str) -> None:
    assert (await world.say(ANN, type_, {})).json()["data"] == []
    assert len((await world.say(BOB, type_, {})).json()["data"]) == 1
    after = await world.say(ANN, type_, {"after": world.bobs["thread_id"]})
    unknown = await world.say(ANN, type_, {"after": _unknown(world.bobs["thread_id"])})
    assert _told(after, *world.bobs.values()) == _told(unknown, *_others(world).values())


@pytest.mark.parametrize("type_", [*NAMING, *OWN])
async def test_no_request_is_taken_from_whoever_is_no_user(world: World, type_: str) -> None:
    params = _named({**NAMING, **OWN}[type_], world.bobs)
    strangers = [*NO_USERS.values(), *world.over.values(), *world.keys.values()]
    for authorization in strangers:
        response = await world.say(authorization, type_, params)
        assert response.status_code == 401, response.text
        assert "Bob" not in response.text
