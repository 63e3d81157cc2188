"""However a run ends, and whatever happens meanwhile, nothing is lost, stuck or left behind."""

from __future__ import annotations

import asyncio

import pytest
from chatkit.types import (
    AssistantMessageContentPartTextDelta,
    ProgressUpdateEvent,
    ThreadItemUpdatedEvent,
)

from chatkit_server.assistant.base import Assistant
from chatkit_server.errors import Unavailable
from chatkit_server.interruption import NOTE
from chatkit_server.testing import Say, Wait
from stores.errors import StoreUnavailable
from stores.leases import RunLeases
from tests.server.probing import hello, kinds, rest_of, with_action


def run_of(chat, thread_id):
    return chat.server.runs.get("ann", thread_id)


async def leases_of(engine):
    return await RunLeases(engine, clock=lambda: 1e12).abandoned()


async def test_a_reader_that_left_before_it_read_does_not_keep_the_run_alive(make_chat, model):
    """An async generator that was never started runs none of its cleanup."""
    chat = make_chat(grace=0)
    model.then([Say(["Half"]), Wait()])
    reply = await chat.reply("threads.create", input=chat.input("tell me"))
    (run,) = chat.server.runs._all

    reply.body.close()
    await asyncio.wait([run.task])

    assert not chat.server.runs._all


async def test_the_grace_starts_anew_when_the_last_reader_leaves_again(
    make_chat, model, monkeypatch
):
    chat = make_chat(grace=60)
    thread_id, reply, _ = await chat.begin(model)
    timers = []
    loop = asyncio.get_running_loop()
    call_later = loop.call_later

    def record(delay, *args, **kwargs):
        timer = call_later(delay, *args, **kwargs)
        if delay == 60:
            timers.append(timer)
        return timer

    with monkeypatch.context() as patch:
        patch.setattr(loop, "call_later", record)
        reply.body.close()
        resumed = await chat.reply("x.threads.resume", thread_id=thread_id)
        resumed.body.close()

    assert [timer.cancelled() for timer in timers] == [True, False]


async def test_a_fetch_while_a_client_follows_does_not_keep_the_answer_going_without_it(
    make_chat, model
):
    """Closing the connection is how the official client stops, whatever it fetched before."""
    chat = make_chat(grace=0)
    thread_id, reply, _ = await chat.begin(model)
    await chat.get("items.list", thread_id=thread_id)

    run = run_of(chat, thread_id)
    reply.body.close()
    await asyncio.wait([run.task])

    assert kinds(await chat.items(thread_id)) == ["user_message", "assistant_message", "widget"]


async def test_a_message_after_a_fetched_but_unfollowed_answer_gets_its_own(make_chat, model):
    """A client that cannot resume could neither wait for the old answer nor stop it."""
    chat = make_chat(grace=60)
    thread_id, reply, _ = await chat.begin(model)
    reply.body.close()
    await chat.get("threads.get_by_id", thread_id=thread_id)

    model.then([Say(["New."])])
    events = await chat.say(thread_id, "never mind")

    assert "error" not in kinds(events)
    assert kinds(await chat.items(thread_id)) == [
        "user_message",
        "assistant_message",
        "user_message",
        "assistant_message",
    ]


async def test_a_closing_server_takes_no_more_requests_and_says_so(chat, model):
    thread_id = await hello(chat, model)
    await chat.server.aclose()

    with pytest.raises(Unavailable):
        await chat.reply("threads.create", input=chat.input("hi"))
    with pytest.raises(Unavailable):
        await chat.reply("threads.add_user_message", thread_id=thread_id, input=chat.input("hi"))

    assert len((await chat.get("threads.list"))["data"]) == 1


async def test_a_server_that_closes_while_a_run_claims_its_thread_leaves_nothing(
    chat, model, engine, monkeypatch
):
    thread_id = await hello(chat, model)
    claiming, claim = asyncio.Event(), RunLeases.claim

    async def slow(*args):
        claimed = await claim(*args)
        claiming.set()
        await asyncio.Event().wait()
        return claimed

    monkeypatch.setattr(RunLeases, "claim", slow)
    asked = asyncio.create_task(
        chat.reply("threads.add_user_message", thread_id=thread_id, input=chat.input("hi"))
    )
    await claiming.wait()
    await chat.server.aclose()

    with pytest.raises(Unavailable):
        await asked
    assert await leases_of(engine) == []


async def test_a_request_that_is_cancelled_while_it_claims_leaves_the_thread_free(
    make_chat, model, monkeypatch
):
    chat = make_chat(grace=0)
    thread_id = await hello(chat, model)
    claiming, claim = asyncio.Event(), RunLeases.claim

    async def slow(*args):
        claimed = await claim(*args)
        claiming.set()
        await asyncio.Event().wait()
        return claimed

    with monkeypatch.context() as patch:
        patch.setattr(RunLeases, "claim", slow)
        asked = asyncio.create_task(
            chat.reply("threads.add_user_message", thread_id=thread_id, input=chat.input("hi"))
        )
        await claiming.wait()
        run = run_of(chat, thread_id)
        asked.cancel()
        await asyncio.wait([asked])
        await asyncio.wait([run.task])

    model.then([Say(["Here."])])
    assert "error" not in kinds(await chat.say(thread_id, "hello?"))


async def test_a_stop_at_the_very_end_does_not_disturb_what_is_being_stored(
    chat, model, engine, monkeypatch
):
    releasing, go_on, release = asyncio.Event(), asyncio.Event(), RunLeases.release

    async def slow(*args):
        releasing.set()
        await go_on.wait()
        await release(*args)

    thread_id, _, wait = await chat.begin(model)
    monkeypatch.setattr(RunLeases, "release", slow)
    wait.gate.set()
    await releasing.wait()
    stopping = asyncio.create_task(chat.server.runs.stop("ann", thread_id))
    await asyncio.sleep(0)
    go_on.set()
    await stopping

    assert await leases_of(engine) == []
    assert kinds(await chat.items(thread_id)) == ["user_message", "assistant_message"]


async def test_a_run_whose_end_cannot_be_told_still_frees_its_thread(chat, model, monkeypatch):
    thread_id, _, _ = await chat.begin(model)

    async def broken(*args):
        raise RuntimeError("no card")

    with monkeypatch.context() as patch:
        patch.setattr(chat.server._interruptions, "note", broken)
        await chat.get("x.threads.stop", thread_id=thread_id)

    model.then([Say(["Here."])])
    assert "error" not in kinds(await chat.say(thread_id, "hello?"))


async def test_something_cancelled_inside_a_response_is_a_failure_not_a_stop(make_chat, model):
    async def handler(call):
        raise asyncio.CancelledError
        yield

    chat = make_chat(change=with_action(handler))
    thread_id = await hello(chat, model)

    events = await chat.stream(
        "threads.custom_action", thread_id=thread_id, action={"type": "probe"}
    )

    assert kinds(events) == ["stream_options", "error"]


@pytest.mark.parametrize("goes_on", [True, False])
async def test_a_stop_that_the_answer_catches_is_a_stop_all_the_same(make_chat, goes_on):
    reached, over = asyncio.Event(), asyncio.Event()

    async def respond(turn):
        yield ProgressUpdateEvent(text="Working")
        try:
            reached.set()
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            pass
        while goes_on and not over.is_set():
            yield ProgressUpdateEvent(text="Working")
            await asyncio.sleep(0)

    chat = make_chat(change=lambda _: Assistant(respond=respond))
    reply = await chat.reply("threads.create", input=chat.input("work"))
    await reached.wait()
    (thread,) = (await chat.get("threads.list"))["data"]

    try:
        async with asyncio.timeout(60):
            await chat.get("x.threads.stop", thread_id=thread["id"])
    finally:
        over.set()

    assert "error" not in kinds(await rest_of(reply))
    notes = await chat.store.load_thread_items(thread["id"], None, 1, "desc", chat.user)
    assert notes.data[0].content == NOTE


async def test_the_agent_is_told_of_a_stop_that_struck_while_something_was_written(
    chat, model, monkeypatch
):
    """There the SDK's own hook is not called, and what is left of the stream would go on."""
    writing, go_on, open_item = asyncio.Event(), asyncio.Event(), chat.store.open_item

    async def slow(*args):
        writing.set()
        await go_on.wait()
        await open_item(*args)

    monkeypatch.setattr(chat.store, "open_item", slow)
    model.then([Say(["Half"]), Wait()])
    reply = await chat.reply("threads.create", input=chat.input("tell me"))
    await writing.wait()
    (run,) = chat.server.runs._all
    await chat.get("x.threads.stop", thread_id=run.thread_id)
    await rest_of(reply)

    items = (await chat.store.load_thread_items(run.thread_id, None, 9, "asc", chat.user)).data
    assert [item.type for item in items] == ["user_message", "hidden_context_item"]


async def test_what_was_said_last_is_kept_although_a_checkpoint_of_it_failed(
    make_chat, model, monkeypatch
):
    chat = make_chat(checkpoint=0.001)
    failed, checkpoint = asyncio.Event(), chat.store.checkpoint_item

    async def flaky(*args):
        if failed.is_set():
            return await checkpoint(*args)
        failed.set()
        raise StoreUnavailable("away")

    monkeypatch.setattr(chat.store, "checkpoint_item", flaky)
    thread_id, reply, _ = await chat.begin(model)
    await failed.wait()
    await chat.get("x.threads.stop", thread_id=thread_id)

    assert (await rest_of(reply))[-1]["item"]["content"][0]["text"] == "Half an answer"
    assert (await chat.items(thread_id))[1]["content"][0]["text"] == "Half an answer"


async def test_an_earlier_checkpoint_never_overwrites_what_was_said_last(
    make_chat, model, monkeypatch
):
    chat = make_chat(checkpoint=0.001)
    writing, go_on, checkpoint = asyncio.Event(), asyncio.Event(), chat.store.checkpoint_item
    under_way = []

    async def slow(thread_id, item, context):
        under_way.append(item)
        assert len(under_way) == 1, "two writes of one item at once"
        copy = item.model_copy(deep=True)
        try:
            if not writing.is_set():
                writing.set()
                await go_on.wait()
            await checkpoint(thread_id, copy, context)
        finally:
            under_way.clear()

    monkeypatch.setattr(chat.store, "checkpoint_item", slow)
    model.then([Say(["Half"]), Wait()])
    reply = await chat.reply("threads.create", input=chat.input("tell me"))
    await writing.wait()
    (run,) = chat.server.runs._all
    await run.recorder.record(_delta(run.recorder, " an answer"))
    stopping = asyncio.create_task(chat.get("x.threads.stop", thread_id=run.thread_id))
    await asyncio.sleep(0)
    go_on.set()
    await stopping
    await rest_of(reply)

    assert (await chat.items(run.thread_id))[1]["content"][0]["text"] == "Half an answer"


def _delta(recorder, text):
    (item_id,) = recorder._open
    return ThreadItemUpdatedEvent(
        item_id=item_id,
        update=AssistantMessageContentPartTextDelta(content_index=0, delta=text),
    )
