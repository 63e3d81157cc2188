"""Threads that change, that are shut, and that are very long."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from chatkit_server.context import RequestContext, User
from chatkit_server.errors import Conflict
from tests.showcase.conftest import ShowcaseChat, read_stream, texts


def statuses(events: list[dict[str, Any]]) -> list[str]:
    return [e["thread"]["status"]["type"] for e in events if e["type"] == "thread.updated"]


@pytest.mark.parametrize(("verb", "status"), [("lock", "locked"), ("close", "closed")])
async def test_a_thread_is_shut_for_a_time(verb: str, status: str, chat: ShowcaseChat) -> None:
    events = await chat.perform(f'/{verb} for=5 instant reason="Night Shift"')
    assert statuses(events) == [status, "active"]
    shut = next(event for event in events if event["type"] == "thread.updated")
    assert shut["thread"]["status"]["reason"] == "Night Shift"


async def test_a_shut_thread_refuses_input_until_it_is_unlocked(http: httpx.AsyncClient) -> None:
    def request(type: str, **params: Any) -> dict[str, Any]:
        return {"type": type, "params": params}

    say = ShowcaseChat.input
    created = await http.post("/chatkit", json=request("threads.create", input=say("/lock")))
    thread_id = read_stream(created.content)[0]["thread"]["id"]
    message = request("threads.add_user_message", thread_id=thread_id, input=say("/text"))
    refused = await http.post("/chatkit", json=message)
    assert (refused.status_code, refused.json()["error"]["message"]) == (
        409,
        "The showcase was told to.",
    )
    path = f"/showcase/threads/{thread_id}/unlock"
    assert (await http.post(path)).json() == {"status": "active"}
    assert (await http.post("/chatkit", json=message)).status_code == 200
    http.cookies.clear()
    await http.post("/api/auth/guest")
    assert (await http.post(path)).status_code == 404, "it is somebody else's"


async def test_a_shut_thread_refuses_actions_too(chat: ShowcaseChat) -> None:
    thread_id = (await chat.perform("/close reason="))[0]["thread"]["id"]
    with pytest.raises(Conflict, match="closed"):
        await chat.events(
            "threads.custom_action",
            thread_id=thread_id,
            action={"type": "showcase.echo", "payload": {}},
        )


async def test_the_title_and_the_metadata_change(chat: ShowcaseChat) -> None:
    events = await chat.perform('/title to="Ferries & Mills" instant')
    titles = [e["thread"]["title"] for e in events if e["type"] == "thread.updated"]
    assert titles == ["A first title", "Ferries & Mills"]
    thread_id = events[0]["thread"]["id"]
    said = [texts(await chat.say(thread_id, "/metadata")) for _ in range(2)]
    assert said[1] == ["The thread's metadata say: visits = 2."]
    listed = (await chat.get("threads.list", limit=1))["data"][0]
    assert listed["title"] == "Ferries & Mills"


async def test_allowed_domains_are_those_that_were_named(chat: ShowcaseChat) -> None:
    events = await chat.perform("/domains images.example.com example.org")
    assert events[-1]["thread"]["allowed_image_domains"] == ["images.example.com", "example.org"]
    events = await chat.say(events[0]["thread"]["id"], "/domains")
    assert "allowed_image_domains" not in events[-1]["thread"]


async def test_a_very_long_thread_is_made_and_can_be_read(chat: ShowcaseChat) -> None:
    events = await chat.perform("/fill 5000")
    effect = next(event for event in events if event["type"] == "client_effect")
    thread_id = effect["data"]["thread_id"]
    page = await chat.get("items.list", thread_id=thread_id, limit=100, order="desc")
    assert page["has_more"]
    newest = page["data"][0]
    assert newest["content"][0]["text"].startswith("Answer 2500: ")
    oldest = await chat.get("threads.get_by_id", thread_id=thread_id)
    assert oldest["items"]["data"][0]["content"][0]["text"] == "Question 1"
    assert oldest["title"] == "5,000 items"
    other = RequestContext(User("eve"))
    assert (await chat.get("threads.list", other))["data"] == []
