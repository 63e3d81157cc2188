"""A thread that a back end locks or closes takes nothing more from its user, whatever the way."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from chatkit_server.http.contract.protocol import request_types
from chatkit_server.testing import Say, ScriptedModel, Wait, decode_events
from tests.http.conftest import Guest, message

# The back end of these is one with a key of the scope ``users``.
from tests.http.test_admin import BackEnd, NewBackEnd, back_end, new_back_end, user

__all__ = ["back_end", "new_back_end", "user"]

REFUSED: Mapping[str, Any] = {
    "threads.add_user_message": {"input": message("hello")},
    "threads.add_client_tool_output": {"result": {}},
    "threads.add_structured_input": {
        "item_id": "{item}",
        "input": {"status": "skipped", "answers": {}},
    },
    "threads.retry_after_item": {"item_id": "{item}"},
    "threads.custom_action": {"action": {"type": "run.retry", "payload": {"item_id": "{item}"}}},
    "threads.sync_custom_action": {"action": {"type": "tasks.complete", "payload": {}}},
    "x.threads.branch": {"item_id": "{item}", "input": message("hello")},
}
"""What adds to a thread."""

TAKEN: Mapping[str, Any] = {
    "threads.get_by_id": {},
    "items.list": {},
    "items.feedback": {"item_ids": ["{item}"], "kind": "positive"},
    "threads.update": {"title": "Another name"},
    "x.threads.resume": {},
    "x.threads.stop": {},
    "threads.delete": {},
}
"""What may be done with any thread; it is deleted in the end."""

ELSEWHERE = {
    "threads.create",
    "threads.list",
    "x.threads.list",
    "x.threads.follow",
    "attachments.create",
    "attachments.delete",
    "input.transcribe",
}
"""What is about no thread that is there."""


@pytest.fixture
async def thread_id(guest: Guest, model: ScriptedModel) -> str:
    model.then([Say(["Hi."])])
    return await guest.create("hello")


async def change(back_end: BackEnd, user: str, thread_id: str, status: Any) -> httpx.Response:
    return await back_end.patch(f"/users/{user}/threads/{thread_id}", json={"status": status})


async def ask(guest: Guest, type_: str, params: Any, thread_id: str, item: str) -> httpx.Response:
    filled = json.loads(json.dumps(params).replace("{item}", item))
    return await guest.post(type_, thread_id=thread_id, **filled)


def test_every_request_is_placed() -> None:
    assert REFUSED.keys() | TAKEN.keys() | ELSEWHERE == request_types().keys()


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ({"type": "locked", "reason": "Under review."}, "Under review."),
        ({"type": "closed", "reason": "Your order is done."}, "Your order is done."),
        ({"type": "closed"}, "This conversation is closed."),
    ],
)
async def test_nothing_of_the_users_goes_in_until_it_is_open_again(
    back_end: BackEnd,
    guest: Guest,
    user: str,
    thread_id: str,
    model: ScriptedModel,
    status: dict[str, str],
    said: str,
) -> None:
    changed = await change(back_end, user, thread_id, status)
    assert changed.status_code == 200
    assert changed.json()["status"] == status
    assert (await guest.post("threads.get_by_id", thread_id=thread_id)).json()["status"] == status
    before = await guest.items(thread_id)

    answers = [
        await ask(guest, type_, params, thread_id, before[0]["id"])
        for type_, params in REFUSED.items()
    ]
    plain = {"message": "hello", "conversation_id": thread_id}
    answers.append(await guest.http.post("/api/chat", json=plain))
    answers.append(await guest.http.post(f"/api/{user}/chat", json=plain))
    place = f"/users/{user}/threads/{thread_id}"
    for path, body in (
        ("messages", {"role": "user", "content": "hello"}),
        ("runs", {"input": "hello"}),
        ("runs", {}),
    ):
        answers.append(await back_end.post(f"{place}/{path}", json=body))
    for answer in answers:
        assert answer.status_code == 409, answer.text
        assert answer.json()["error"]["message"] == said
    assert await guest.items(thread_id) == before
    assert len(model.inputs) == 1

    reopened = await change(back_end, user, thread_id, {"type": "active"})
    assert reopened.json()["status"] == {"type": "active"}
    model.then([Say(["Back."])])
    events = await guest.events(
        "threads.add_user_message", thread_id=thread_id, input=message("hello?")
    )
    assert events[-1]["type"] == "thread.item.done"


@pytest.mark.parametrize(
    "way", [*sorted(REFUSED.keys() - {"x.threads.branch"}), "/api/chat", "runs"]
)
async def test_a_lock_that_comes_between_the_check_and_the_answer_holds(
    app: Starlette,
    back_end: BackEnd,
    guest: Guest,
    user: str,
    thread_id: str,
    way: str,
) -> None:
    admission = app.state.server._admission
    before = await guest.items(thread_id)

    first = pytest.MonkeyPatch()

    async def lock_instead(*_: Any) -> None:
        first.undo()  # only the first check finds the thread open
        await change(back_end, user, thread_id, {"type": "locked", "reason": "Just now."})

    first.setattr(admission, "admit", lock_instead)
    first.setattr(admission, "require_open", lock_instead)
    if way == "runs":
        answer = await back_end.post(f"/users/{user}/threads/{thread_id}/runs", json={})
    elif way == "/api/chat":
        plain = {"message": "hello", "conversation_id": thread_id}
        answer = await guest.http.post(way, json=plain)
    else:
        answer = await ask(guest, way, REFUSED[way], thread_id, before[0]["id"])
    assert answer.status_code == 409, answer.text
    assert answer.json()["error"]["message"] == "Just now."
    assert await guest.items(thread_id) == before


async def test_it_can_be_read_renamed_rated_and_deleted(
    back_end: BackEnd, guest: Guest, user: str, thread_id: str
) -> None:
    await change(back_end, user, thread_id, {"type": "locked"})
    item = (await guest.items(thread_id))[-1]["id"]
    for type_, params in TAKEN.items():
        answer = await ask(guest, type_, params, thread_id, item)
        assert answer.status_code == 200, (type_, answer.text)
    assert (await guest.post("threads.get_by_id", thread_id=thread_id)).status_code == 404


async def test_an_answer_is_stopped_and_does_not_open_the_thread(
    back_end: BackEnd, guest: Guest, user: str, model: ScriptedModel
) -> None:
    wait = Wait()
    model.then([Say(["Half", " of it"]), wait])
    answering = asyncio.create_task(guest.post("threads.create", input=message("tell me")))
    await wait.reached.wait()
    (listed,) = (await guest.post("threads.list")).json()["data"]
    locked = {"type": "locked", "reason": "Under review."}
    assert (await change(back_end, user, listed["id"], locked)).status_code == 200
    events = decode_events((await answering).content)
    assert events[0]["type"] == "thread.created"
    (shown,) = (await guest.post("threads.list")).json()["data"]
    assert shown["status"] == locked


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "status"),
        ({"status": "locked"}, "status"),
        ({"status": {"type": "gone"}}, "status"),
        ({"status": {"type": "locked", "reason": 7}}, "status.locked.reason"),
        ({"status": {"type": "locked", "reason": "x" * 501}}, "The reason is longer"),
        ({"status": {"type": "closed", "reason": "a\0b"}}, "The request contains a null character"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    back_end: BackEnd, user: str, guest: Guest, thread_id: str, body: Any, said: str
) -> None:
    refused = await back_end.patch(f"/users/{user}/threads/{thread_id}", json=body)
    assert refused.status_code == 400
    assert refused.json()["error"]["message"].startswith(said)
    (listed,) = (await guest.post("threads.list")).json()["data"]
    assert listed["status"] == {"type": "active"}


async def test_it_is_for_whom_it_is_and_noted_without_a_word(
    back_end: BackEnd, new_back_end: NewBackEnd, user: str, thread_id: str
) -> None:
    status = {"type": "locked", "reason": "Something private."}
    assert (await change(back_end, "somebody", thread_id, status)).status_code == 404
    other = await new_back_end("sessions")
    assert (await change(other, user, thread_id, status)).status_code == 403
    await change(back_end, user, thread_id, status)
    entries = (await back_end.get("/audit")).json()["data"]
    (noted,) = [entry for entry in entries if entry["event"] == "admin.thread_changed"]
    assert noted["subject"] == user
    assert noted["detail"] == {"thread": thread_id, "status": "locked"}
