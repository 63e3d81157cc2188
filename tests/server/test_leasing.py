"""A thread whose server died is found and freed while others run, not only when one starts."""

from __future__ import annotations

import asyncio

from chatkit.types import HiddenContextItem

from chatkit_server.context import RequestContext, User
from chatkit_server.runs.leasing import LeaseKeeper
from chatkit_server.testing import Say, decode_events
from stores.errors import StoreUnavailable
from stores.leases import RunLeases


async def dead_answer(chat, model, leases):
    """A thread with half an answer whose process is gone, all but its lease."""
    model.then([Say(["Hello."])])
    thread_id, _ = await chat.create("hi")
    assert await leases.claim("run_dead", thread_id, "ann", "srv_dead", LeaseKeeper.LEASE)
    return thread_id


def types(items):
    return [item["type"] for item in items]


async def test_a_message_to_a_thread_whose_lease_ran_out_recovers_it_then_and_there(
    make_chat, model, leases, clock
):
    chat = make_chat(leases=leases)
    thread_id = await dead_answer(chat, model, leases)
    assert types(await chat.say(thread_id, "hello?")) == ["error"]

    clock.now += LeaseKeeper.LEASE + 1
    model.then([Say(["Here."])])
    events = await chat.say(thread_id, "hello?")

    assert "error" not in types(events)
    assert types(await chat.items(thread_id)) == [
        "user_message",
        "assistant_message",
        "widget",
        "user_message",
        "assistant_message",
    ]


async def test_a_lease_that_runs_out_is_noticed_without_anyone_asking(
    make_chat, model, leases, clock
):
    chat = make_chat(leases=leases)
    thread_id = await dead_answer(chat, model, leases)

    clock.now += LeaseKeeper.LEASE + 1
    await chat.server._leases.check()

    assert types(await chat.items(thread_id))[-1] == "widget"
    assert await leases.abandoned(["srv_dead", "srv_1"]) == []


async def test_running_answers_are_renewed_and_never_recovered(make_chat, model, leases, clock):
    chat = make_chat(leases=leases)
    _, reply, wait = await chat.begin(model)

    clock.now += LeaseKeeper.LEASE + 1
    await chat.server._leases.check()

    assert await leases.abandoned() == []
    wait.gate.set()
    events = decode_events(b"".join([chunk async for chunk in reply.body]))
    assert "error" not in types(events)


async def test_a_run_that_lost_its_thread_ends_and_writes_nothing_more(
    make_chat, model, leases, clock
):
    """Another process took this one for dead: what happens in the thread is its business now."""
    chat = make_chat(leases=leases)
    thread_id, reply, _ = await chat.begin(model)
    await chat.server.runs.get("ann", thread_id).recorder.save()
    other = make_chat(leases=leases, instance="srv_2")
    clock.now += LeaseKeeper.LEASE + 1
    await other.server.recover([])
    before = await chat.items(thread_id)

    await chat.server._leases.check()

    events = decode_events(b"".join([chunk async for chunk in reply.body]))
    assert types(events)[-1] == "error"
    assert await chat.items(thread_id) == before
    assert types(before) == ["user_message", "assistant_message", "widget"]


async def test_one_thread_that_cannot_be_recovered_keeps_nothing_else_from_it(
    make_chat, model, leases, clock, caplog, monkeypatch
):
    chat = make_chat(leases=leases)
    first = await dead_answer(chat, model, leases)
    await leases.claim("run_2", "thr_gone", "ann", "srv_dead", LeaseKeeper.LEASE)
    model.then([Say(["Hello."])])
    second, _ = await chat.create("hi")
    await leases.claim("run_3", second, "ann", "srv_dead", LeaseKeeper.LEASE)
    note = chat.server._interruptions.note

    async def broken(thread_id, context):
        if thread_id == first:
            raise RuntimeError("broken thread")
        await note(thread_id, context)

    monkeypatch.setattr(chat.server._interruptions, "note", broken)

    await chat.server.recover(["srv_dead"])

    assert types(await chat.items(second))[-1] == "widget"
    assert await leases.abandoned(["srv_dead", "srv_1"]) == []
    assert f"{first} could not be recovered" in caplog.text


async def test_a_claim_that_could_not_be_given_back_is_given_back_later(
    make_chat, model, leases, monkeypatch
):
    chat = make_chat(leases=leases)

    async def away(self, run_id):
        raise StoreUnavailable("away")

    model.then([Say(["Hello."])])
    with monkeypatch.context() as patch:
        patch.setattr(RunLeases, "release", away)
        thread_id, _ = await chat.create("hi")

    model.then([Say(["Here."])])
    assert "error" not in types(await chat.say(thread_id, "hello?"))
    assert types(await chat.items(thread_id)) == ["user_message", "assistant_message"] * 2


async def test_an_answer_whose_end_could_not_be_stored_is_recovered(
    make_chat, model, leases, clock, monkeypatch
):
    chat = make_chat(leases=leases)
    thread_id, reply, _ = await chat.begin(model)

    async def away(*args):
        raise StoreUnavailable("away")

    await chat.server.runs.get("ann", thread_id).recorder.save()
    with monkeypatch.context() as patch:
        patch.setattr(chat.store, "settle_items", away)
        await chat.server.runs.stop("ann", thread_id)
    reply.body.close()

    clock.now += LeaseKeeper.LEASE + 1
    await chat.server._leases.check()

    items = await chat.items(thread_id)
    assert types(items) == ["user_message", "assistant_message", "widget"]
    assert items[1]["content"][0]["text"] == "Half an answer"


async def test_trouble_with_leases_is_logged_and_tried_again(
    make_chat, model, leases, clock, monkeypatch, caplog
):
    chat = make_chat(leases=leases)
    thread_id = await dead_answer(chat, model, leases)
    clock.now += LeaseKeeper.LEASE + 1
    with monkeypatch.context() as patch:
        for error in (StoreUnavailable("away"), RuntimeError("a bug")):

            async def broken(*args, error=error):
                raise error

            patch.setattr(RunLeases, "abandoned", broken)
            await chat.server._leases.check()
    assert caplog.text.count("could not be renewed") == 2

    await chat.server._leases.check()

    assert types(await chat.items(thread_id))[-1] == "widget"


async def test_checks_go_on_from_time_to_time_until_the_server_closes(
    make_chat, monkeypatch, leases
):
    checked = asyncio.Event()

    async def check(self):
        checked.set()

    monkeypatch.setattr(LeaseKeeper, "LEASE", 0.003)
    monkeypatch.setattr(LeaseKeeper, "check", check)
    chat = make_chat(leases=leases)

    await chat.server.recover([])

    await checked.wait()
    await chat.server.aclose()
    assert not [task for task in asyncio.all_tasks() if task.get_name() == "leases"]


async def test_the_recovered_note_is_the_owners(make_chat, model, leases):
    chat = make_chat(leases=leases)
    thread_id = await dead_answer(chat, model, leases)

    await chat.server.recover(["srv_dead"])

    page = await chat.store.load_thread_items(
        thread_id, None, 9, "desc", RequestContext(User("ann"))
    )
    assert isinstance(page.data[1], HiddenContextItem)
