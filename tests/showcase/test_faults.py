"""What is ordered for a connection happens to it, and to nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import Message, Receive, Scope, Send

from chatkit_server.context import RequestContext, User
from chatkit_server.showcase.faults import STATUSES, Faults, FaultsMiddleware
from tests.showcase.conftest import ShowcaseChat, read_stream


def create(text: str) -> dict[str, Any]:
    return {"type": "threads.create", "params": {"input": ShowcaseChat.input(text)}}


LIST = {"type": "threads.list", "params": {}}


@pytest.mark.parametrize(("status", "code"), STATUSES.items())
async def test_the_next_message_is_refused_and_the_one_after_it_not(
    status: int, code: str, http: httpx.AsyncClient
) -> None:
    assert (await http.post("/chatkit", json=create(f"/http {status}"))).status_code == 200
    assert (await http.post("/chatkit", json=LIST)).status_code == 200
    refused = await http.post("/chatkit", json=create("/text"))
    assert (refused.status_code, refused.json()["error"]["code"]) == (status, code)
    assert refused.json()["error"]["request_id"] == refused.headers["x-request-id"]
    assert (await http.post("/chatkit", json=create("/text"))).status_code == 200


async def test_a_limit_says_when_to_come_back(http: httpx.AsyncClient) -> None:
    await http.post("/chatkit", json=create("/http 429"))
    refused = await http.post("/chatkit", json=create("/text"))
    assert refused.headers["retry-after"] == "3"


async def test_a_fault_may_be_for_a_type_of_request_and_for_several(
    http: httpx.AsyncClient,
) -> None:
    await http.post("/chatkit", json=create("/http 500 on=threads.list times=2"))
    assert (await http.post("/chatkit", json=create("/text"))).status_code == 200
    answers = [(await http.post("/chatkit", json=LIST)).status_code for _ in range(3)]
    assert answers == [500, 500, 200]


async def test_nobody_else_is_hit(app: Starlette, http: httpx.AsyncClient) -> None:
    await http.post("/chatkit", json=create("/http 500"))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as other:
        await other.post("/api/auth/guest")
        assert (await other.post("/chatkit", json=create("/text"))).status_code == 200


async def test_an_unknown_status_is_refused(http: httpx.AsyncClient) -> None:
    events = read_stream((await http.post("/chatkit", json=create("/http 418"))).content)
    (error,) = [event for event in events if event["type"] == "error"]
    assert error["message"].startswith("status must be one of 400, 401")


async def test_a_late_answer_is_the_whole_answer(http: httpx.AsyncClient) -> None:
    await http.post("/chatkit", json=create("/late 1 instant"))
    answer = await http.post("/chatkit", json=create("/text plain"))
    assert "The river" in answer.text


# The middleware itself: a client in this process cannot see how bytes are sent

CONTEXT = RequestContext(User("ann"), request_id="req_1")


async def run(
    faults: Faults, chunks: list[bytes], order: Callable[[int], None] = lambda place: None
) -> list[Message]:
    """Send chunks through the middleware; returns what arrives."""
    sent: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for place, chunk in enumerate(chunks):
            order(place)
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def receive() -> Message:
        return {"type": "http.request", "body": b"{}", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "path": "/chatkit", "state": {"context": CONTEXT}}
    await FaultsMiddleware(app, faults)(scope, receive, send)
    return sent


async def test_a_cut_connection_ends_in_the_middle() -> None:
    faults = Faults()

    def order(place: int) -> None:
        faults.connection(CONTEXT).cut = place == 1

    sent = await run(faults, [b"one", b"two", b"three"], order)
    assert [message.get("body") for message in sent] == [None, b"one"]
    assert sent[-1]["more_body"], "the response has no end"


async def test_chunks_are_cut_to_size_and_nothing_is_lost() -> None:
    faults = Faults()

    def order(place: int) -> None:
        faults.connection(CONTEXT).chunk = 3

    text = "Grüße 👋🏽".encode()
    bodies = [message.get("body", b"") for message in await run(faults, [text, b"x"], order)]
    assert b"".join(bodies) == text + b"x"
    assert all(len(body) <= 3 for body in bodies)
    assert any(_ends_in_a_character(body) for body in bodies)


async def test_a_connection_is_forgotten_when_it_has_ended() -> None:
    faults = Faults()
    await run(faults, [b"one"], lambda place: setattr(faults.connection(CONTEXT), "chunk", 1))
    assert faults.connection(CONTEXT).chunk == 0


def _ends_in_a_character(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return True
    return False
