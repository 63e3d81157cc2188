"""A message in, the whole answer out: ``POST /api/chat``."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from chatkit_server.http.chat import ChatBody
from chatkit_server.testing import Call, Fail, Say, ScriptedModel, Wait
from tests.http.conftest import Guest

PLAIN_EVENTS = {"accept": "text/event-stream"}


async def user_id(guest: Guest) -> str:
    response = await guest.http.post("/api/auth/guest")
    return str(response.json()["user"]["id"])


def sse(text: str) -> list[tuple[str, dict[str, Any]]]:
    """The named events of a stream; comments are left out."""
    events = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if line[:1] != ":")
        if lines:
            events.append((lines["event"], json.loads(lines["data"])))
    return events


async def test_a_conversation_is_a_thread_that_the_page_shows_too(
    guest: Guest, model: ScriptedModel
) -> None:
    model.then(
        [Say(["Let me see."]), Call("add_tasks", {"tasks": [{"title": "milk"}]})],
        [Say(["Mi", "lk ", "it is."])],
        [Say(["And bread."])],
    )
    first = await guest.http.post("/api/chat", json={"message": "Add milk"})
    assert first.status_code == 200, first.text
    answer = first.json()
    conversation = answer["conversation_id"]
    assert answer["response"] == "Let me see.\n\nMilk it is."
    (call,) = answer["tool_calls"]
    assert (call["name"], call["arguments"]) == ("add_tasks", {"tasks": [{"title": "milk"}]})
    assert "milk" in call["result"]

    second = await guest.http.post(
        "/api/chat", json={"message": "Bread, too", "conversation_id": conversation}
    )
    assert second.json() == {
        "conversation_id": conversation,
        "response": "And bread.",
        "tool_calls": [],
    }
    said = [item for item in await guest.items(conversation) if "content" in item]
    texts = [part["text"] for item in said for part in item["content"]]
    assert texts == ["Add milk", "Let me see.", "Milk it is.", "Bread, too", "And bread."]
    listed = (await guest.post("threads.list")).json()["data"]
    assert [(thread["id"], thread["title"]) for thread in listed] == [(conversation, "Add milk")]


async def test_the_answer_is_told_while_it_is_written(guest: Guest, model: ScriptedModel) -> None:
    model.then(
        [Say(["One ", "moment."]), Call("add_tasks", {"tasks": [{"title": "milk"}]})],
        [Say(["Done", "."])],
    )
    response = await guest.http.post(
        "/api/chat", json={"message": "Add milk"}, headers=PLAIN_EVENTS
    )
    assert response.headers["content-type"].startswith("text/event-stream")
    events = sse(response.text)
    names = [name for name, _ in events]
    assert names[0] == "conversation"
    assert names[-1] == "done"
    assert names.count("tool_call") == 1
    done = events[-1][1]
    assert done["conversation_id"] == events[0][1]["conversation_id"]
    assert done["response"] == "One moment.\n\nDone."
    told = [data["text"] for name, data in events if name == "delta"]
    assert "".join(told) == done["response"]
    (call,) = done["tool_calls"]
    assert ("tool_call", call) in events
    # In the order in which it happened: after what was said before, before what came of it.
    place = names.index("tool_call")
    assert "".join(data["text"] for _, data in events[1:place]) == "One moment."


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
async def test_a_number_that_a_model_gives_may_be_of_any_size(
    guest: Guest, model: ScriptedModel, accept: str
) -> None:
    model.then([Call("find_tasks", {"limit": 10**30})], [Say(["That is ", "too many."])])
    response = await guest.http.post(
        "/api/chat", json={"message": "Find"}, headers={"accept": accept}
    )
    done = response.json() if accept == "application/json" else sse(response.text)[-1][1]
    assert done["response"] == "That is too many."
    assert [call["arguments"] for call in done["tool_calls"]] == [{"limit": 1e30}]


async def test_who_the_path_names_must_be_who_the_token_names(
    guest: Guest, model: ScriptedModel
) -> None:
    model.then([Say(["Hi"])])
    own = await user_id(guest)
    assert (await guest.http.post(f"/api/{own}/chat", json={"message": "Hello"})).json()[
        "response"
    ] == "Hi"
    for other in ("somebody", f"{own}x", f"x/{own}", f"{own}%2F.."):
        response = await guest.http.post(f"/api/{other}/chat", json={"message": "Hello"})
        assert response.status_code in (403, 404, 405), other
        assert "error" in response.json()
    assert len((await guest.post("threads.list")).json()["data"]) == 1


async def test_users_may_be_called_as_other_paths_are(app: Starlette, guest: Guest) -> None:
    for name in ("client", "admin/ann", "admin/users", "admin/users/ann", "auth"):
        path = f"/api/{name}/chat"
        refused = await guest.http.post(path, json={"message": "Hello"})
        assert refused.status_code == 403, name
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://test"
        ) as nobody:
            response = await nobody.post(path, json={"message": "Hello"})
        assert response.status_code == 401, name


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "message"),
        ({"message": 1}, "message"),
        ({"message": "   "}, "empty"),
        ({"message": "x" * 100_001}, "100,001"),
        ({"message": "a\0b"}, "null character"),
        ({"message": "Hi", "conversation_id": 7}, "conversation_id"),
        ({"message": "Hi", "conversation_id": ["thr_1"]}, "conversation_id"),
        ([], "object"),
    ],
)
async def test_what_makes_no_sense_is_refused_and_leaves_nothing(
    guest: Guest, body: Any, field: str
) -> None:
    response = await guest.http.post("/api/chat", json=body)
    assert response.status_code == 400, response.text
    error = response.json()["error"]
    assert error["code"] == "invalid_request"
    assert field in error["message"]
    assert error["param"] == (field if field in ChatBody.model_fields else None)
    assert (await guest.post("threads.list")).json()["data"] == []


async def test_a_conversation_of_somebody_else_does_not_exist(
    new_guest: Any, model: ScriptedModel
) -> None:
    ann, bob = await new_guest(), await new_guest()
    model.then([Say(["Hi"])])
    conversation = (await ann.http.post("/api/chat", json={"message": "Hello"})).json()
    for wanted in (conversation["conversation_id"], "thr_unknown"):
        response = await bob.http.post(
            "/api/chat", json={"message": "Mine?", "conversation_id": wanted}
        )
        assert response.status_code == 404
        assert response.json()["error"]["message"] == "There is no such thing."


async def test_nobody_gets_an_answer(app: Starlette) -> None:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test"
    ) as nobody:
        for path in ("/api/chat", "/api/ann/chat"):
            assert (await nobody.post(path, json={"message": "Hello"})).status_code == 401


async def test_a_second_message_waits_for_the_first_answer(
    guest: Guest, model: ScriptedModel
) -> None:
    wait = Wait()
    model.then([Say(["Hi"])], [Say(["Still", " here"]), wait])
    conversation = (await guest.http.post("/api/chat", json={"message": "Hello"})).json()
    sent = {"message": "More", "conversation_id": conversation["conversation_id"]}
    first = asyncio.create_task(guest.http.post("/api/chat", json=sent))
    await wait.reached.wait()
    for headers in ({}, PLAIN_EVENTS):
        busy = await guest.http.post("/api/chat", json=sent, headers=headers)
        assert busy.status_code == 409
        assert busy.json()["error"]["code"] == "conflict"
    wait.gate.set()
    assert (await first).json()["response"] == "Still here"


async def test_an_answer_that_fails_is_an_error_that_names_the_conversation(
    guest: Guest, model: ScriptedModel
) -> None:
    model.then([Say(["Half"]), Fail(RuntimeError("secret"))], [Say(["Half"]), Fail(OSError())])
    failed = await guest.http.post("/api/chat", json={"message": "Hello"})
    assert failed.status_code == 502
    error = failed.json()["error"]
    assert error["code"] == "answer_failed"
    assert error["request_id"] == failed.headers["x-request-id"]
    assert "secret" not in failed.text
    items = await guest.items(failed.headers["x-conversation-id"])
    assert [item["type"] for item in items] == ["user_message", "assistant_message", "widget"]

    told = await guest.http.post("/api/chat", json={"message": "Hello"}, headers=PLAIN_EVENTS)
    assert told.status_code == 200
    name, data = sse(told.text)[-1]
    assert (name, data["code"]) == ("error", "answer_failed")
    assert data["request_id"] == told.headers["x-request-id"]


async def test_an_answer_goes_on_without_the_caller_who_left(
    app: Starlette, guest: Guest, model: ScriptedModel
) -> None:
    wait = Wait()
    model.then([Say(["First", " of all"]), wait])
    leave = asyncio.Event()
    sent: list[Any] = []
    body = json.dumps({"message": "Hello"}).encode()
    messages = iter([{"type": "http.request", "body": body}])

    async def receive() -> Any:
        for message in messages:
            return message
        await leave.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    cookie = "; ".join(f"{name}={value}" for name, value in guest.http.cookies.items())
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/chat",
        "query_string": b"",
        "headers": [(b"host", b"test"), (b"cookie", cookie.encode())],
        "app": app,
    }
    call = asyncio.create_task(app(scope, receive, send))
    await wait.reached.wait()
    leave.set()
    await call
    assert sent[0]["status"] == 499
    (thread,) = (await guest.post("threads.list")).json()["data"]
    # Somebody who looks at it keeps it going, as with any answer.
    assert (await guest.post("threads.get_by_id", thread_id=thread["id"])).headers["chatkit-run"]
    wait.gate.set()
    await guest.events("x.threads.resume", thread_id=thread["id"])
    last = (await guest.items(thread["id"]))[-1]
    assert last["content"][0]["text"] == "First of all"
