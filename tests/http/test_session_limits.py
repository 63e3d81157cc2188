"""What a chat session may not do, whoever made it, its client secret cannot."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select, update
from starlette.applications import Starlette

from chatkit_server.access.chat_sessions import KEPT_AFTER_EXPIRY
from chatkit_server.access.model import MEGABYTE
from chatkit_server.context import RequestContext, User
from chatkit_server.database import chat_sessions, session_threads
from chatkit_server.testing import Say, ScriptedModel, decode_events
from tests.http.conftest import Guest, message, page_with

FORMER = "ChatKit-Former-Secret"
NewSecret = Callable[..., Awaitable[str]]


@pytest.fixture
def threads(guest: Guest, model: ScriptedModel) -> Callable[[int], Awaitable[list[str]]]:
    """Makes threads without a session; the newest last."""

    async def make(count: int) -> list[str]:
        for number in range(count):
            model.then([Say([f"Answer {number}"])])
        return [await guest.create(f"Question {number}") for number in range(count)]

    return make


async def listed(page: Guest, **params: Any) -> list[str]:
    """The threads that both lists have."""
    params = {"limit": 10, "order": "desc", **params}
    answers = [await page.post(type, **params) for type in ("threads.list", "x.threads.list")]
    official, ours = (answer.json() for answer in answers)
    ids = [thread["id"] for thread in official["data"]]
    assert [row["thread"]["id"] for row in ours["data"]] == ids
    assert (official["has_more"], official.get("after")) == (ours["has_more"], ours.get("after"))
    return ids


def requests_for(thread_id: str, item_id: str) -> list[tuple[str, dict[str, Any]]]:
    """Every request that names a thread."""
    thread = {"thread_id": thread_id}
    item = {**thread, "item_id": item_id}
    action = {"action": {"type": "tasks.complete", "payload": {}}}
    return [
        ("threads.get_by_id", thread),
        ("items.list", {**thread, "limit": 10, "order": "asc"}),
        ("items.feedback", {**thread, "item_ids": [item_id], "kind": "positive"}),
        ("threads.update", {**thread, "title": "Mine now"}),
        ("threads.add_user_message", {**thread, "input": message("Hello")}),
        ("threads.add_client_tool_output", {**thread, "result": {}}),
        ("threads.retry_after_item", item),
        ("threads.custom_action", {**item, **action}),
        ("threads.sync_custom_action", {**item, **action}),
        ("x.threads.stop", thread),
        ("x.threads.resume", thread),
        ("x.threads.branch", item),
        ("threads.delete", thread),
    ]


async def assert_hidden(page: Guest, thread_id: str, item_id: str = "msg_1") -> None:
    for type, params in requests_for(thread_id, item_id):
        answer = await page.post(type, **params)
        assert (type, answer.status_code) == (type, 404)
        unknown = await page.post(type, **{**params, "thread_id": "thr_unknown"})
        known = answer.json()["error"], unknown.json()["error"]
        assert {(error["code"], error["message"]) for error in known} == {
            ("not_found", "There is no such thing.")
        }


# History


async def test_without_history_only_what_was_made_in_the_session_is_there(
    app: Starlette, guest: Guest, new_secret: NewSecret, threads: Any, model: ScriptedModel
) -> None:
    (earlier,) = await threads(1)
    before = await guest.items(earlier)
    page = page_with(app, await new_secret(history=False))
    assert await listed(page) == []
    await assert_hidden(page, earlier, before[0]["id"])
    assert await guest.items(earlier) == before

    model.then([Say(["Hello"])], [Say(["Again"])])
    own = await page.create("Hi")
    assert await listed(page) == [own]
    await page.events("threads.add_user_message", thread_id=own, input=message("More"))
    assert len(await page.items(own)) == 4
    branch = await page.events(
        "x.threads.branch", thread_id=own, item_id=(await page.items(own))[0]["id"]
    )
    branched = branch[0]["thread"]["id"]
    assert await listed(page) == [branched, own]
    assert (await page.post("threads.delete", thread_id=own)).status_code == 200
    assert await listed(page) == [branched]
    assert await listed(guest) == [branched, earlier]

    await assert_hidden(page_with(app, await new_secret(history=False)), branched)


async def test_a_page_goes_on_with_its_threads_when_it_has_another_secret(
    app: Starlette, new_secret: NewSecret, model: ScriptedModel
) -> None:
    model.then([Say(["Hello"])], [Say(["Still there"])], [Say(["And there"])])
    secrets = [await new_secret(history=False) for _ in range(4)]
    own = await page_with(app, secrets[0]).create("Hi")
    for former, secret in pairwise(secrets[:3]):
        page = page_with(app, secret)
        page.http.headers[FORMER] = former
        await page.events("threads.add_user_message", thread_id=own, input=message("More"))
        del page.http.headers[FORMER]  # once is enough
        assert await listed(page) == [own]
    assert await listed(page_with(app, secrets[0])) == [own]
    assert await listed(page_with(app, secrets[3])) == []


async def test_nobody_goes_on_with_what_is_not_theirs(
    app: Starlette, new_secret: NewSecret, new_guest: Any, model: ScriptedModel
) -> None:
    model.then([Say(["Hello"])])
    secret = await new_secret(history=False)
    own = await page_with(app, secret).create("Hi")

    other = await new_guest()
    theirs = page_with(app, (await other.http.post("/api/chatkit/session")).json()["client_secret"])
    theirs.http.headers[FORMER] = secret
    assert await listed(theirs) == []
    assert (await theirs.post("threads.get_by_id", thread_id=own)).status_code == 404

    cancelled = page_with(app, secret)
    await cancelled.http.delete("/api/chatkit/session")
    for former in (secret, "ek_unknown", "no secret"):
        later = page_with(app, await new_secret(history=False))
        later.http.headers[FORMER] = former
        assert await listed(later) == []


async def test_only_the_most_recent_threads_are_there(
    app: Starlette, guest: Guest, new_secret: NewSecret, threads: Any, model: ScriptedModel
) -> None:
    first, second, third, fourth = await threads(4)
    page = page_with(app, await new_secret(recent_threads=2))
    assert await listed(page) == [fourth, third]
    assert await listed(page, order="asc") == [third, fourth]
    assert await listed(page, limit=1) == [fourth]
    assert await listed(page, limit=1, after=fourth) == [third]
    assert await listed(page, limit=1, after=third) == []
    assert len(await page.items(third)) == 2
    await assert_hidden(page, second)

    model.then([Say(["Back again"])], [Say(["Hello"])])
    await guest.events("threads.add_user_message", thread_id=first, input=message("And now?"))
    assert await listed(page) == [first, fourth]
    own = await page.create("Hi")
    for thread in await threads(2):
        assert thread in await listed(page)
    assert own in await listed(page)
    await assert_hidden(page, first)


# Titles


async def test_threads_get_titles_where_they_are_wanted(
    app: Starlette, new_secret: NewSecret, model: ScriptedModel
) -> None:
    for titling, title in ((True, "Buy some milk"), (False, None)):
        model.then([Say(["Hello"])])
        page = page_with(app, await new_secret(titling=titling))
        thread = await page.create("Buy some milk")
        told = (await page.post("threads.get_by_id", thread_id=thread)).json()
        assert told.get("title") == title
        renamed = await page.post("threads.update", thread_id=thread, title="Shopping")
        assert renamed.json()["title"] == "Shopping"


async def told_to(app: Starlette, secret: str, act: Callable[[], Awaitable[None]]) -> list[Any]:
    """What whoever follows with a client secret is told while something is done."""
    session = await app.state.chat_sessions.find(secret)
    context = RequestContext(User(session.owner, "guest"), session=session)
    server = app.state.server
    reply = await server.handle(b'{"type":"x.threads.follow","params":{}}', context)
    await act()
    server.changes.end(session.owner)
    told = b"".join([chunk async for chunk in reply.body])
    no_notice, *news = decode_events(told)
    assert no_notice == {"type": "notice.ended"}
    return [(event["type"], event["thread_id"]) for event in news]


async def test_a_page_hears_of_no_thread_that_its_session_cannot_see(
    app: Starlette,
    guest: Guest,
    owner: str,
    new_secret: NewSecret,
    threads: Any,
    model: ScriptedModel,
) -> None:
    (earlier,) = await threads(1)
    secret = await new_secret(history=False)
    model.then([Say(["Hello"])])
    own = await page_with(app, secret).create("Hi")
    changes = app.state.server.changes

    async def change_both() -> None:
        for thread_id in (earlier, own):
            changes.tell(owner, thread_id)
            changes.tell(owner, thread_id, deleted=True)

    of_own = [("thread.changed", own), ("thread.deleted", own)]
    of_earlier = [("thread.changed", earlier), ("thread.deleted", earlier)]
    assert await told_to(app, secret, change_both) == of_own
    assert await told_to(app, await new_secret(recent_threads=1), change_both) == of_own
    assert await told_to(app, await new_secret(), change_both) == of_earlier + of_own

    async def cancel_and_change() -> None:
        session = await app.state.chat_sessions.find(secret)
        await app.state.chat_sessions.cancel(session.id)
        await change_both()

    assert await told_to(app, secret, cancel_and_change) == []


# Files


async def announce(page: Guest, size: int = 5) -> httpx.Response:
    return await page.post("attachments.create", name="a.txt", size=size, mime_type="text/plain")


async def upload(page: Guest, content: bytes = b"words") -> httpx.Response:
    return await page.http.post("/api/attachments", files={"file": ("a.txt", content)})


async def test_without_uploads_no_file_is_taken_on_any_way(
    app: Starlette, guest: Guest, new_secret: NewSecret, threads: Any
) -> None:
    (thread,) = await threads(1)
    item = (await guest.items(thread))[0]["id"]
    file = (await upload(guest)).json()["id"]
    page = page_with(app, await new_secret())
    sent = message("Look", attachments=[file])
    for answer in (
        await announce(page),
        await upload(page),
        await page.post("threads.create", input=sent),
        await page.post("threads.add_user_message", thread_id=thread, input=sent),
        await page.post("x.threads.branch", thread_id=thread, item_id=item, input=sent),
    ):
        assert answer.status_code == 403
        assert answer.json()["error"]["message"] == "This chat takes no files."
    assert len(await guest.items(thread)) == 2


async def test_files_are_hidden_with_their_threads(
    app: Starlette, guest: Guest, new_secret: NewSecret, model: ScriptedModel
) -> None:
    file = (await upload(guest)).json()["id"]
    model.then([Say(["I see"])], [Say(["Here"])], [Say(["And there"])])
    sent = message("Look", attachments=[file])
    events = await guest.events("threads.create", input=sent)
    thread = events[0]["thread"]["id"]
    page = page_with(app, await new_secret(history=False, uploads=True))
    for answer in (
        await page.http.get(f"/api/attachments/{file}"),
        await page.post("attachments.delete", attachment_id=file),
        await page.post("threads.create", input=sent),
    ):
        assert answer.status_code == 404, answer.text
    assert (await guest.http.get(f"/api/attachments/{file}")).status_code == 200
    whole = page_with(app, await new_secret(uploads=True))
    assert (await whole.http.get(f"/api/attachments/{file}")).status_code == 200

    own = (await upload(page)).json()["id"]
    assert (await page.http.get(f"/api/attachments/{own}")).status_code == 200
    await page.events("threads.create", input=message("Mine", attachments=[own]))
    assert (await page.http.get(f"/api/attachments/{own}")).status_code == 200
    # What another thread has as well is seen where that one is.
    await guest.events("threads.create", input=message("Both", attachments=[file, own]))
    latest = page_with(app, await new_secret(recent_threads=1))
    assert (await latest.http.get(f"/api/attachments/{file}")).status_code == 200
    assert thread not in await listed(latest)


async def test_a_session_takes_so_many_files(
    app: Starlette, new_secret: NewSecret, model: ScriptedModel
) -> None:
    secret = await new_secret(uploads=True, max_files=3)
    page = page_with(app, secret)
    empty = await upload(page, b"")
    assert empty.status_code == 400  # and does not count
    assert (await announce(page, size=0)).status_code == 400
    first = await upload(page)
    assert first.status_code == 201
    assert (await announce(page)).status_code == 200
    again = page_with(app, secret)  # what counts is the session
    assert (await upload(again)).status_code == 201
    for refused in (await upload(page), await announce(again)):
        assert refused.status_code == 413
        assert refused.json()["error"]["code"] == "quota_exceeded"
        assert "3 files" in refused.json()["error"]["message"]
    model.then([Say(["I see"])])
    sent = message("Look", attachments=[first.json()["id"]])
    await page.events("threads.create", input=sent)
    assert (await upload(page_with(app, await new_secret(uploads=True)))).status_code == 201


async def test_a_session_takes_files_up_to_a_size(
    app: Starlette, guest: Guest, new_secret: NewSecret
) -> None:
    page = page_with(app, await new_secret(uploads=True, max_file_megabytes=1, max_files=2))
    most, more = b"x" * MEGABYTE, b"x" * (MEGABYTE + 1)
    for refused in (await upload(page, more), await announce(page, size=len(more))):
        assert refused.status_code == 413
        assert "1 MB" in refused.json()["error"]["message"]
    assert (await announce(page, size=len(most))).status_code == 200
    assert (await upload(page, most)).status_code == 201
    assert (await upload(guest, more)).status_code == 201


async def test_what_was_made_in_a_session_is_forgotten_with_it(
    app: Starlette, owner: str, new_secret: NewSecret, model: ScriptedModel
) -> None:
    model.then([Say(["Hello"])])
    first, second = await new_secret(history=False), await new_secret(history=False)
    await page_with(app, first).create("Hi")
    page = page_with(app, second)
    page.http.headers[FORMER] = first
    assert len(await listed(page)) == 1
    sessions = app.state.chat_sessions

    async def age(session_id: str) -> int:
        """Makes a session old; the number of threads that are remembered after the next one."""
        session = chat_sessions.c.id == session_id
        expires = chat_sessions.c.expires_at
        database = sessions._database
        (row,) = await database.execute(select(expires).where(session))
        old = row.expires_at - KEPT_AFTER_EXPIRY - timedelta(hours=1)
        await database.execute(update(chat_sessions).where(session).values(expires_at=old))
        await new_secret()
        (count,) = await database.execute(select(func.count()).select_from(session_threads))
        return int(count[0])

    former, present = await sessions.find(first), await sessions.find(second)
    assert await age(former.id) == 1
    assert await listed(page) != []
    assert await age(present.id) == 0
