"""``/v1/chatkit/threads`` by the official Python client."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from chatkit import types as protocol

from chatkit_server.testing import Say, ScriptedModel, Wait, decode_events
from tests.http.hosted import NOW, make_thread

from .hosted import BackEnd
from .messages import message


async def test_threads_of_everyone_or_of_one_user(back_end: BackEnd, model: ScriptedModel) -> None:
    users = ["ann", "bob", "ann", "ann", "bob"]
    model.then(*([Say(["Yes."])] for _ in users))
    made = [(await back_end.say(user, "hi"), user) for user in users]
    threads = back_end.client.beta.chatkit.threads

    listed = [(thread.id, thread.user) async for thread in threads.list(limit=2)]
    assert listed == made[::-1]
    of_ann = [thread.id async for thread in threads.list(user="ann", limit=1, order="asc")]
    assert of_ann == [thread_id for thread_id, user in made if user == "ann"]
    assert [thread async for thread in threads.list(user="eve")] == []

    page = await threads.list(limit=2, after=made[4][0])
    assert [thread.id for thread in page.data] == [made[3][0], made[2][0]]
    assert (page.has_more, page.last_id) == (True, made[2][0])
    before = await threads.list(limit=2, before=made[0][0])
    assert [thread.id for thread in before.data] == [made[2][0], made[1][0]]
    assert before.has_more
    last = await threads.list(limit=2, after=made[1][0])
    assert ([thread.id for thread in last.data], last.has_more) == ([made[0][0]], False)


async def test_a_thread_tells_its_state(back_end: BackEnd) -> None:
    states: list[Any] = [
        protocol.ActiveStatus(),
        protocol.LockedStatus(reason="paused"),
        protocol.ClosedStatus(),
    ]
    for number, status in enumerate(states):
        await make_thread(back_end, f"thr_{number}", status=status, title=f"Thread {number}")
    threads = [
        await back_end.client.beta.chatkit.threads.retrieve(f"thr_{number}") for number in range(3)
    ]
    assert threads[0].to_dict() == {
        "id": "thr_0",
        "object": "chatkit.thread",
        "created_at": int(NOW.timestamp()),
        "title": "Thread 0",
        "status": {"type": "active"},
        "user": "ann",
    }
    assert threads[1].status.to_dict() == {"type": "locked", "reason": "paused"}
    assert threads[2].status.to_dict() == {"type": "closed", "reason": None}
    with pytest.raises(openai.NotFoundError, match="no such thread"):
        await back_end.client.beta.chatkit.threads.retrieve("thr_9")


async def test_who_deletes_what_is_listed_comes_to_the_end(back_end: BackEnd) -> None:
    for number in range(5):
        await make_thread(back_end, f"thr_{number}")
    threads = back_end.client.beta.chatkit.threads
    gone = []
    async for thread in threads.list(limit=2):
        deleted = await threads.delete(thread.id)
        assert deleted.to_dict() == {
            "id": thread.id,
            "object": "chatkit.thread.deleted",
            "deleted": True,
        }
        gone.append(thread.id)
    assert gone == ["thr_4", "thr_3", "thr_2", "thr_1", "thr_0"]
    assert (await threads.list()).to_dict()["data"] == []
    with pytest.raises(openai.NotFoundError):
        await threads.delete("thr_0")
    with pytest.raises(openai.NotFoundError):
        await threads.list_items("thr_0")


async def test_a_deletion_ends_the_answer_and_is_written_down(
    back_end: BackEnd, model: ScriptedModel
) -> None:
    wait = Wait()
    model.then([Say(["Well", ", "]), wait])
    secret = await back_end.secret_of("ann")
    asking = asyncio.create_task(back_end.ask(secret, "threads.create", input=message("tell me")))
    await wait.reached.wait()
    (thread,) = (await back_end.client.beta.chatkit.threads.list()).data
    await back_end.client.beta.chatkit.threads.delete(thread.id)
    async with asyncio.timeout(60):
        answer = await asking  # though nobody opened the gate
    assert decode_events(answer.content)[0]["thread"]["id"] == thread.id
    assert (await back_end.ask(secret, "threads.list")).json()["data"] == []
    (entry,) = [
        entry
        for entry in await back_end.app.state.audit.entries()
        if entry.event == "thread.deleted"
    ]
    assert (entry.subject, entry.detail) == (thread.id, {"user": "ann"})
    assert entry.actor.startswith("key_")


async def test_a_deletion_takes_the_files_along(
    back_end: BackEnd, model: ScriptedModel, tmp_path: Path
) -> None:
    model.then([Say(["Read."])])
    guest = await back_end.http.post("/api/auth/guest")
    headers = {"Authorization": f"Bearer {guest.json()['token']}"}
    uploaded = await back_end.http.post(
        "/api/attachments", files={"file": ("note.txt", b"Buy milk.")}, headers=headers
    )
    assert uploaded.status_code == 201, uploaded.text
    body = message("look", attachments=[uploaded.json()["id"]])
    created = await back_end.http.post(
        "/chatkit", json={"type": "threads.create", "params": {"input": body}}, headers=headers
    )
    thread_id = decode_events(created.content)[0]["thread"]["id"]
    (item, *_) = (
        await back_end.client.beta.chatkit.threads.list_items(thread_id, order="asc")
    ).data
    assert item.type == "chatkit.user_message"
    assert [file.to_dict() for file in item.attachments] == [
        {
            "id": uploaded.json()["id"],
            "type": "file",
            "name": "note.txt",
            "mime_type": "text/plain",
            "preview_url": None,
        }
    ]

    def kept() -> list[Path]:
        files = tmp_path / "data" / "attachments" / "files"
        return [path for path in files.rglob("*") if path.is_file()]

    assert len(kept()) == 1
    await back_end.client.beta.chatkit.threads.delete(thread_id)
    assert kept() == []


async def test_a_part_of_a_list_that_makes_no_sense_is_refused(back_end: BackEnd) -> None:
    await make_thread(back_end, "thr_1")
    headers = {"Authorization": f"Bearer {back_end.key}"}

    async def ask(path: str, **query: str) -> httpx.Response:
        return await back_end.http.get(f"/v1/chatkit/{path}", params=query, headers=headers)

    for param, value in [
        ("limit", "0"),
        ("limit", "101"),
        ("limit", "-1"),
        ("limit", "many"),
        ("limit", "٣"),
        ("limit", "9" * 5000),
        ("order", "up"),
        ("after", "a\0"),
        ("before", "\n"),
    ]:
        for path in ("threads", "threads/thr_1/items"):
            answer = await ask(path, **{param: value})
            assert answer.status_code == 400, (path, param, value)
            assert answer.json()["error"]["param"] == param
    for param in ("after", "before"):
        answer = await ask("threads/thr_1/items", **{param: "msg_unknown"})
        assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)
    both = await ask("threads/thr_1/items", after="msg_1", before="msg_unknown")
    assert (both.status_code, both.json()["error"]["param"]) == (400, None)
    assert (await ask("threads", user="a\0")).json()["error"]["param"] == "user"
    assert (await ask("threads", limit="", order="", after="", before="")).status_code == 200


async def test_ids_cannot_be_paths(back_end: BackEnd) -> None:
    headers = {"Authorization": f"Bearer {back_end.key}"}
    for thread_id in ("..", "%2e%2e", "..%2Fsessions", "thr_1%00", "%ff", "thr_1;x=1", "*"):
        url = f"/v1/chatkit/threads/{thread_id}"
        for method in ("GET", "DELETE"):
            answer = await back_end.http.request(method, url, headers=headers)
            assert answer.status_code in (404, 405), (method, url)
            assert answer.json()["error"]["type"] == "invalid_request_error"
