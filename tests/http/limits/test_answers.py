"""How many answers a user or a chat session may have."""

from __future__ import annotations

import asyncio
from typing import Any

from chatkit_server.testing import Say, ScriptedModel, Wait
from tests.clock import Clock
from tests.http.conftest import Guest, message
from tests.http.limits.conftest import refused, session_secret


async def test_a_user_has_so_many_answers_at_once(
    make_app: Any, new_guest: Any, model: ScriptedModel
) -> None:
    app = await make_app(max_concurrent_runs=2)
    ann, bob = await new_guest(app), await new_guest(app)
    waits = [Wait() for _ in range(2)]
    model.then(*([Say(["thinking"]), wait] for wait in waits))
    running_answers = [
        asyncio.create_task(ann.events("threads.create", input=message("hello"))) for _ in waits
    ]
    for wait in waits:
        await wait.reached.wait()
    refused(await ann.post("threads.create", input=message("and?")), 5, "At most 2 answers")
    assert len((await ann.post("threads.list")).json()["data"]) == 2
    model.then([Say(["Hi, Bob"])])
    await bob.create("hello")
    for wait in waits:
        wait.gate.set()
    await asyncio.gather(*running_answers)
    model.then([Say(["Now"])])
    await ann.create("and now?")


async def test_of_messages_at_once_exactly_as_many_are_answered(
    make_app: Any, new_guest: Any, model: ScriptedModel
) -> None:
    app = await make_app(max_concurrent_runs=3)
    ann = await new_guest(app)
    waits = [Wait() for _ in range(3)]
    model.then(*([Say(["thinking"]), wait] for wait in waits))
    answers = [
        asyncio.create_task(ann.post("threads.create", input=message("hello"))) for _ in range(8)
    ]
    for wait in waits:
        await wait.reached.wait()
    refusals = [answer.result() for answer in answers if answer.done()]
    while len(refusals) < 5:
        await asyncio.wait(
            [answer for answer in answers if not answer.done()],
            return_when=asyncio.FIRST_COMPLETED,
        )
        refusals = [answer.result() for answer in answers if answer.done()]
    assert {answer.status_code for answer in refusals} == {429}
    for wait in waits:
        wait.gate.set()
    codes = [answer.status_code for answer in await asyncio.gather(*answers)]
    assert codes.count(200) == 3


async def test_answers_of_other_servers_count(
    make_app: Any, new_guest: Any, client: Any, model: ScriptedModel
) -> None:
    first, second = [await make_app(max_concurrent_runs=1) for _ in range(2)]
    ann = await new_guest(first)
    wait = Wait()
    model.then([Say(["thinking"]), wait])
    answer = asyncio.create_task(ann.events("threads.create", input=message("hello")))
    await wait.reached.wait()
    other = Guest(await client(second))
    other.http.cookies = ann.http.cookies
    refused(await other.post("threads.create", input=message("and?")), 5, "At most 1")
    wait.gate.set()
    await answer
    model.then([Say(["Now"])])
    await other.create("and now?")


async def test_a_chat_session_has_so_many_answers_a_minute(
    make_app: Any, client: Any, model: ScriptedModel, clock: Clock
) -> None:
    app = await make_app()
    ann = Guest(await client(app, token=await session_secret(app, 2)))
    model.then([Say(["one"])], [Say(["two"])])
    thread_id = await ann.create("hello")
    (_, answer) = await ann.items(thread_id)
    await ann.events("threads.add_user_message", thread_id=thread_id, input=message("again"))
    for _ in range(5):  # reading is free
        assert (await ann.post("threads.get_by_id", thread_id=thread_id)).status_code == 200
    words = "in this chat session"
    refused(await ann.post("threads.create", input=message("more")), 60, words)
    first = (await ann.items(thread_id))[0]["id"]
    retry = {"thread_id": thread_id, "item_id": first}
    refused(await ann.post("threads.retry_after_item", **retry), 60, words)
    branch = {"thread_id": thread_id, "item_id": first, "input": message("else")}
    refused(await ann.post("x.threads.branch", **branch), 60, words)
    assert len(await ann.items(thread_id)) == 4 and answer["type"] == "assistant_message"

    other = Guest(await client(app, token=await session_secret(app, None)))
    model.then([Say(["three"])])
    await other.events("threads.add_user_message", thread_id=thread_id, input=message("more"))
    clock.now += 60
    model.then([Say(["four"])])
    await ann.create("now")
