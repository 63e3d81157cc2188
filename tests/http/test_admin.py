"""What back ends do in users' threads: ``/api/admin`` with API keys."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from chatkit.types import LockedStatus
from starlette.applications import Starlette

from chatkit_server.access.model import Scope
from chatkit_server.context import RequestContext, User
from chatkit_server.settings import Settings
from chatkit_server.testing import Say, ScriptedModel, Wait, decode_events
from tests.http.conftest import Guest

BackEnd = httpx.AsyncClient
NewBackEnd = Callable[..., Awaitable[BackEnd]]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An answer ends as soon as nobody follows it, unless it is meant to go on."""
    return replace(settings, run_grace_seconds=0.0)


@pytest.fixture
async def new_back_end(app: Starlette, stack: AsyncExitStack) -> NewBackEnd:
    """Makes a back end with an API key of some scopes."""

    async def make(*scopes: Scope) -> BackEnd:
        _, secret = await app.state.api_keys.create("shop", scopes)
        return await stack.enter_async_context(
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app),
                base_url="http://test/api/admin",
                headers={"Authorization": f"Bearer {secret}"},
            )
        )

    return make


@pytest.fixture
async def back_end(new_back_end: NewBackEnd) -> BackEnd:
    return await new_back_end("users")


@pytest.fixture
async def user(guest: Guest) -> str:
    """The id of the guest."""
    response = await guest.http.post("/api/auth/guest")
    return str(response.json()["user"]["id"])


def texts(items: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(item["type"], item["content"][0]["text"]) for item in items if "content" in item]


async def added(
    back_end: BackEnd, user: str, role: str = "assistant", content: str = "Your order is here"
) -> str:
    """The id of a new thread of the user's."""
    made = await back_end.post(f"/users/{user}/threads", json={"role": role, "content": content})
    assert made.status_code == 201, made.text
    return str(made.json()["thread"]["id"])


async def test_a_thread_that_a_back_end_begins_is_the_users(
    back_end: BackEnd, guest: Guest, user: str
) -> None:
    made = await back_end.post(
        f"/users/{user}/threads",
        json={"role": "assistant", "content": "Your order is **here**", "title": "Order 7"},
    )
    assert made.status_code == 201
    thread, message = made.json()["thread"], made.json()["message"]
    assert thread["title"] == "Order 7"
    assert (await guest.post("threads.list")).json()["data"] == [thread]
    assert await guest.items(thread["id"]) == [message]
    assert texts([message]) == [("assistant_message", "Your order is **here**")]
    listed = (await back_end.get(f"/users/{user}/threads", params={"limit": 1})).json()
    assert [row["thread"]["id"] for row in listed["data"]] == [thread["id"]]


async def test_a_users_message_names_its_thread(back_end: BackEnd, guest: Guest, user: str) -> None:
    thread_id = await added(back_end, user, "user", "Please find a hotel in Rome")
    (listed,) = (await guest.post("threads.list")).json()["data"]
    assert (listed["id"], listed["title"]) == (thread_id, "Find a hotel in Rome")


async def test_messages_are_added_and_answered_on_demand(
    back_end: BackEnd, guest: Guest, user: str, model: ScriptedModel
) -> None:
    thread_id = await added(back_end, user)
    place = f"/users/{user}/threads/{thread_id}"
    for role, content in (("assistant", "It is blue."), ("user", "Why blue?")):
        response = await back_end.post(f"{place}/messages", json={"role": role, "content": content})
        assert response.status_code == 201
    model.then([Say(["You asked", " for it."])], [Say(["Because."])])
    run = await back_end.post(f"{place}/runs", json={}, headers={"Accept": "text/event-stream"})
    assert run.headers["content-type"].startswith("text/event-stream")
    assert decode_events(run.content)[-1]["type"] == "thread.item.done"
    assert model.inputs[0][-1]["content"][0]["text"] == "Why blue?"
    told = await back_end.post(
        f"{place}/runs", json={"input": "Says who?"}, headers={"Accept": "text/event-stream"}
    )
    assert told.status_code == 200
    assert texts(await guest.items(thread_id)) == [
        ("assistant_message", "Your order is here"),
        ("assistant_message", "It is blue."),
        ("user_message", "Why blue?"),
        ("assistant_message", "You asked for it."),
        ("user_message", "Says who?"),
        ("assistant_message", "Because."),
    ]


async def test_a_run_that_nobody_follows_goes_on_to_its_end(
    app: Starlette, back_end: BackEnd, guest: Guest, user: str, model: ScriptedModel
) -> None:
    thread_id = await added(back_end, user)
    wait = Wait()
    model.then([Say(["Half", " an answer"]), wait])
    started = await back_end.post(
        f"/users/{user}/threads/{thread_id}/runs", json={"input": "Tell me"}
    )
    assert started.status_code == 202
    assert started.json() == {
        "run_id": app.state.server.runs.get(user, thread_id).id,
        "thread_id": thread_id,
    }
    await wait.reached.wait()
    busy = await back_end.post(
        f"/users/{user}/threads/{thread_id}/messages",
        json={
            "role": "assistant",
            "content": "By the way",
        },
    )
    assert busy.status_code == 201  # it interrupts nothing
    wait.gate.set()
    await guest.events("x.threads.resume", thread_id=thread_id)
    first, *rest = texts(await guest.items(thread_id))[1:]
    assert first == ("user_message", "Tell me")
    # What the model has said may be written down after what the back end says at the same time.
    assert sorted(rest) == [
        ("assistant_message", "By the way"),
        ("assistant_message", "Half an answer"),
    ]


async def test_a_thread_that_is_being_answered_takes_no_second_run(
    back_end: BackEnd, guest: Guest, user: str, model: ScriptedModel
) -> None:
    wait = Wait()
    model.then([Say(["Half", " an answer"]), wait])
    first = asyncio.create_task(guest.http.post("/api/chat", json={"message": "Hello"}))
    await wait.reached.wait()
    (thread,) = (await guest.post("threads.list")).json()["data"]
    for body in ({}, {"input": "More"}):
        busy = await back_end.post(f"/users/{user}/threads/{thread['id']}/runs", json=body)
        assert busy.status_code == 409
    wait.gate.set()
    assert (await first).status_code == 200


async def test_a_locked_thread_takes_what_the_assistant_says(
    app: Starlette, back_end: BackEnd, user: str
) -> None:
    thread_id = await added(back_end, user)
    store, context = app.state.server.store, RequestContext(User(user))
    thread = await store.load_thread(thread_id, context)
    thread.status = LockedStatus(reason="Closed for the night.")
    await store.save_thread(thread, context)
    place = f"/users/{user}/threads/{thread_id}"
    for path, body, status in (
        ("messages", {"role": "assistant", "content": "Good night"}, 201),
        ("messages", {"role": "user", "content": "Hello?"}, 409),
        ("runs", {}, 409),
        ("runs", {"input": "Hello?"}, 409),
    ):
        assert (await back_end.post(f"{place}/{path}", json=body)).status_code == status


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"role": "assistant"},
        {"role": "system", "content": "x"},
        {"role": "assistant", "content": ""},
        {"role": "assistant", "content": 7},
        {"role": "user", "content": "x" * 100_001},
        {"role": "user", "content": "a\0b"},
        {"role": "user", "content": "x", "title": " "},
        {"role": "user", "content": "x", "title": "a\0b"},
        {"role": "user", "content": "x", "title": "x" * 201},
    ],
)
async def test_what_makes_no_sense_leaves_nothing(
    back_end: BackEnd, guest: Guest, user: str, body: Any
) -> None:
    response = await back_end.post(f"/users/{user}/threads", json=body)
    assert response.status_code == 400, response.text
    assert response.json()["error"]["code"] == "invalid_request"
    assert (await guest.post("threads.list")).json()["data"] == []


async def test_what_a_user_does_not_have_is_unknown(
    back_end: BackEnd, guest: Guest, user: str
) -> None:
    thread_id = await added(back_end, user)
    for owner, thread in (("somebody", thread_id), (user, "thr_unknown"), (f"{user}/x", thread_id)):
        place = f"/users/{owner}/threads/{thread}"
        message = {"role": "assistant", "content": "Hi"}
        for response in (
            await back_end.post(f"{place}/messages", json=message),
            await back_end.post(f"{place}/runs", json={}),
            await back_end.post(f"{place}/runs", json={"input": "Hi"}),
            await back_end.delete(place),
        ):
            assert response.status_code == 404
    assert len(await guest.items(thread_id)) == 1


async def test_a_user_of_any_name_has_threads(back_end: BackEnd) -> None:
    for name in ("auth0|7", "a/threads/b", "zoë@example.com", "x" * 255):
        quoted = quote(name, safe="")
        thread_id = await added(back_end, quoted)
        listed = (await back_end.get(f"/users/{quoted}/threads")).json()["data"]
        assert [row["thread"]["id"] for row in listed] == [thread_id]
    assert (await back_end.get(f"/users/{'x' * 256}/threads")).status_code == 400
    assert (await back_end.get("/users/a%0Ab/threads")).status_code == 404


async def test_what_is_no_user_is_never_erased_in_their_place(
    back_end: BackEnd, guest: Guest, user: str
) -> None:
    thread_id = await added(back_end, user)
    for rest in ("/", "//", "/threads", "/export", f"/threads/{thread_id}/", "/x"):
        for method in ("GET", "POST", "PATCH", "DELETE"):
            answer = await back_end.request(method, f"/users/{user}{rest}", json={})
            if (method, rest) not in {
                ("GET", "/threads"),
                ("GET", "/export"),
                ("POST", "/threads"),
            }:
                assert answer.status_code in (404, 405), (method, rest, answer.text)
    assert (await back_end.get(f"/users/{user}//threads")).status_code == 404
    assert len(await guest.items(thread_id)) == 1
    assert (await back_end.delete(f"/users/{user}")).status_code == 204
    assert (await guest.post("threads.list")).json()["data"] == []


@pytest.mark.parametrize("query", ["limit=0", "limit=101", f"limit={10**30}", "limit=many"])
async def test_a_page_of_threads_has_a_size(back_end: BackEnd, user: str, query: str) -> None:
    assert (await back_end.get(f"/users/{user}/threads?{query}")).status_code == 400


ENDPOINTS = [
    ("GET", "/users/ann/threads"),
    ("POST", "/users/ann/threads"),
    ("POST", "/users/ann/threads/thr_1/messages"),
    ("POST", "/users/ann/threads/thr_1/runs"),
    ("DELETE", "/users/ann/threads/thr_1"),
    ("GET", "/users/ann/export"),
    ("DELETE", "/users/ann"),
    ("GET", "/audit"),
]


@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
async def test_only_a_key_of_this_scope_opens_it(
    app: Starlette, guest: Guest, new_back_end: NewBackEnd, method: str, path: str
) -> None:
    other = await new_back_end("sessions", "threads")
    refused = await other.request(method, path, json={})
    assert refused.status_code == 403
    assert "users" in refused.json()["error"]["message"]
    revoked = await new_back_end("users")
    for key in await app.state.api_keys.list():
        await app.state.api_keys.revoke(key.id)
    assert (await revoked.request(method, path, json={})).status_code == 401
    as_user = await guest.http.request(method, f"/api/admin{path}", json={})
    assert as_user.status_code == 401


async def test_what_was_done_is_in_the_audit_without_a_word_of_it(
    app: Starlette, back_end: BackEnd, user: str, model: ScriptedModel
) -> None:
    thread_id = await added(back_end, user, content="Confidential")
    model.then([Say(["Secret"])])
    place = f"/users/{user}/threads/{thread_id}"
    await back_end.post(
        f"{place}/runs", json={"input": "Private"}, headers={"Accept": "text/event-stream"}
    )
    await back_end.delete(place)
    (key,) = await app.state.api_keys.list()
    first = (await back_end.get("/audit", params={"limit": 2})).json()
    assert first["has_more"]
    rest = (await back_end.get("/audit", params={"after": first["after"]})).json()
    assert not rest["has_more"]
    entries = first["data"] + rest["data"]
    assert [(entry["event"], entry["actor"]) for entry in entries] == [
        ("admin.message_added", key.id),
        ("admin.run_started", key.id),
        ("thread.deleted", key.id),
    ]
    assert entries[0]["subject"] == user
    assert entries[0]["detail"]["thread"] == thread_id
    assert entries[0]["detail"]["role"] == "assistant"
    assert all(entry["request_id"] for entry in entries)
    for word in ("Confidential", "Private", "Secret"):
        assert word not in str(entries)
    assert (await back_end.get("/audit", params={"after": rest["after"]})).json()["data"] == []
    for query in ({"after": "x"}, {"limit": 0}, {"after": -1}, {"after": 2**70}):
        assert (await back_end.get("/audit", params=query)).status_code == 400


# Open pages


async def follow(app: Starlette, user: str) -> AsyncIterator[dict[str, Any]]:
    tail = app.state.server.changes.follow(user)
    async for chunk in tail:
        for event in decode_events(chunk):
            yield event


async def test_open_pages_are_told(
    app: Starlette, back_end: BackEnd, guest: Guest, user: str, model: ScriptedModel
) -> None:
    told: list[dict[str, Any]] = []
    somebody: list[dict[str, Any]] = []

    async def listen(owner: str, heard: list[dict[str, Any]]) -> None:
        async for event in follow(app, owner):
            heard.append(event)

    listening = asyncio.gather(listen(user, told), listen("somebody", somebody))
    await asyncio.sleep(0)
    thread_id = await added(back_end, user)
    model.then([Say(["Hi"])], [Say(["Ho"])])
    place = f"/users/{user}/threads/{thread_id}"
    await back_end.post(f"{place}/runs", json={"input": "Hello"})
    chatted = await guest.http.post(
        "/api/chat", json={"message": "And now?", "conversation_id": thread_id}
    )
    assert chatted.status_code in (200, 409)
    await back_end.delete(place)
    app.state.server.changes.close()
    await listening
    assert {event["thread_id"] for event in told} == {thread_id}
    assert told[0]["type"] == "thread.changed"
    assert told[-1]["type"] == "thread.deleted"
    assert somebody == []
    refused = await guest.post("x.threads.follow")
    assert refused.status_code == 503


async def test_a_user_has_so_many_followers_and_no_more(app: Starlette, guest: Guest) -> None:
    changes = app.state.server.changes
    tails = [changes.follow("ann") for _ in range(16)]
    with pytest.raises(Exception, match="Try again later"):
        changes.follow("ann")
    tails[0].close()
    tails[0].close()
    changes.follow("ann").close()
    changes.follow("bob").close()
