"""A response outlives its connection, and nothing that was shown is lost."""

from __future__ import annotations

import asyncio

import pytest

from chatkit_server.testing import Call, Fail, Say, Wait, decode_events
from chatkit_server.wire import KEEP_ALIVE


async def settled(chat, thread_id):
    """Wait until no response runs in the thread."""
    run = chat.server.runs.get("ann", thread_id)
    if run is not None:
        await asyncio.wait([run.task])


def text_of(item):
    return "".join(part["text"] for part in item["content"])


def retry_button(item):
    row = item["widget"]["children"][0]
    return next(child for child in row["children"] if child["type"] == "Button")


async def test_an_answer_goes_on_when_its_client_vanishes_and_someone_fetches_the_thread(
    make_chat, model
):
    chat = make_chat(grace=0)
    thread_id, reply, wait = await chat.begin(model)

    await chat.get("threads.get_by_id", thread_id=thread_id)
    reply.body.close()
    await chat.get("threads.get_by_id", thread_id=thread_id)
    await asyncio.sleep(0)
    wait.gate.set()
    await settled(chat, thread_id)

    items = await chat.items(thread_id)
    assert [item["type"] for item in items] == ["user_message", "assistant_message"]
    assert text_of(items[1]) == "Half an answer"


async def test_an_answer_that_nobody_follows_is_cut_after_the_grace_and_its_part_is_kept(
    make_chat, model
):
    chat = make_chat(grace=0.01)
    thread_id, reply, _ = await chat.begin(model)

    reply.body.close()
    await settled(chat, thread_id)

    items = await chat.items(thread_id)
    assert [item["type"] for item in items] == ["user_message", "assistant_message", "widget"]
    assert text_of(items[1]) == "Half an answer"
    assert retry_button(items[2])["onClickAction"]["payload"] == {"item_id": items[0]["id"]}


async def test_the_answer_runs_on_during_the_grace(make_chat, model):
    chat = make_chat(grace=60)
    thread_id, reply, wait = await chat.begin(model)

    reply.body.close()
    wait.gate.set()
    await settled(chat, thread_id)

    assert [item["type"] for item in await chat.items(thread_id)] == [
        "user_message",
        "assistant_message",
    ]


async def test_stop_keeps_what_was_said_and_tells_the_agent(chat, model):
    thread_id, reply, _ = await chat.begin(model)

    assert await chat.get("x.threads.stop", thread_id=thread_id) == {}

    rest = decode_events(b"".join([chunk async for chunk in reply.body]))
    assert rest[-1]["type"] == "thread.item.done"
    items = await chat.items(thread_id)
    assert [item["type"] for item in items] == ["user_message", "assistant_message"]
    assert text_of(items[1]) == "Half an answer"
    model.then([Say(["Yes."])])
    await chat.say(thread_id, "go on")
    assert "interrupted" in str(model.inputs[-1])


async def test_stopping_a_thread_that_is_not_busy_does_nothing(chat, model):
    model.then([Say(["Hi."])])
    thread_id, _ = await chat.create("hi")

    assert await chat.get("x.threads.stop", thread_id=thread_id) == {}
    assert len(await chat.items(thread_id)) == 2


async def test_cancelling_a_response_ends_the_agents_run_too(chat, model):
    """The SDK leaves it running, tools and all."""
    thread_id, _, wait = await chat.begin(model)
    before = {task for task in asyncio.all_tasks() if not task.done()}

    await chat.get("x.threads.stop", thread_id=thread_id)

    of_others = {asyncio.current_task(), *(task for task in before if task.get_name() == "leases")}
    async with asyncio.timeout(60):
        await asyncio.wait(before - of_others)
    assert not wait.gate.is_set()


async def test_a_second_message_to_a_busy_thread_gets_a_clear_error_and_changes_nothing(
    chat, model
):
    thread_id, reply, wait = await chat.begin(model)

    events = await chat.say(thread_id, "and another thing")

    assert [event["type"] for event in events] == ["error"]
    assert "still being written" in events[0]["message"]
    wait.gate.set()
    async for _ in reply.body:
        pass
    assert [item["type"] for item in await chat.items(thread_id)] == [
        "user_message",
        "assistant_message",
    ]


async def test_a_message_after_a_vanished_client_ends_the_old_answer_and_gets_its_own(
    make_chat, model
):
    """To the official client, Stop and closing the connection are the same."""
    chat = make_chat(grace=60)
    thread_id, reply, _ = await chat.begin(model)
    reply.body.close()

    model.then([Say(["New."])])
    events = await chat.say(thread_id, "never mind")

    assert "error" not in [event["type"] for event in events]
    texts = [text_of(item) for item in await chat.items(thread_id) if "content" in item]
    assert texts == ["tell me", "Half an answer", "never mind", "New."]


async def test_two_retries_at_once_give_one_answer(chat, model):
    model.then([Say(["First."])])
    thread_id, _ = await chat.create("hi")
    message = (await chat.items(thread_id))[0]["id"]
    wait = Wait()
    model.then([Say(["Second."]), wait])

    first = asyncio.create_task(
        chat.stream("threads.retry_after_item", thread_id=thread_id, item_id=message)
    )
    await wait.reached.wait()
    second = await chat.stream("threads.retry_after_item", thread_id=thread_id, item_id=message)
    wait.gate.set()
    await first

    assert [event["type"] for event in second] == ["error"]
    assert [text_of(item) for item in await chat.items(thread_id)] == ["hi", "Second."]


async def test_two_clients_follow_one_answer_and_the_later_one_gets_a_snapshot(chat, model):
    thread_id, reply, wait = await chat.begin(model)
    resumed = await chat.reply("x.threads.resume", thread_id=thread_id)
    snapshot = decode_events(await anext(resumed.body))
    wait.gate.set()

    later = decode_events(b"".join([chunk async for chunk in resumed.body]))
    earlier = decode_events(b"".join([chunk async for chunk in reply.body]))

    assert [event["type"] for event in snapshot] == [
        "stream_options",
        "thread.item.done",
        "thread.item.added",
    ]
    assert text_of(snapshot[2]["item"]) == "Half an answer"
    assert later[-1] == earlier[-1]
    assert text_of(later[-1]["item"]) == "Half an answer"


async def test_there_is_nothing_to_resume_in_a_quiet_thread(chat, model):
    model.then([Say(["Hi."])])
    thread_id, _ = await chat.create("hi")

    assert await chat.stream("x.threads.resume", thread_id=thread_id) == []


async def test_a_fetch_says_that_an_answer_is_running(chat, model):
    thread_id, reply, wait = await chat.begin(model)

    busy = await chat.reply("items.list", thread_id=thread_id)
    wait.gate.set()
    async for _ in reply.body:
        pass
    quiet = await chat.reply("items.list", thread_id=thread_id)

    assert busy.headers["ChatKit-Run"].startswith("run_")
    assert "ChatKit-Run" not in quiet.headers


async def test_silence_is_filled_with_comments(make_chat, model):
    chat = make_chat(keep_alive=0.01)
    _, reply, wait = await chat.begin(model)

    chunks = [await anext(reply.body) for _ in range(8)]

    assert KEEP_ALIVE in chunks
    wait.gate.set()


async def test_what_a_provider_said_before_it_failed_is_kept(chat, model):
    thread_id, reply, wait = await chat.begin(model, rest=[Fail(RuntimeError("provider gone"))])
    wait.gate.set()

    events = decode_events(b"".join([chunk async for chunk in reply.body]))

    assert [event["type"] for event in events] == ["error", "thread.item.done"]
    assert "provider gone" not in str(events)
    assert text_of(events[1]["item"]) == "Half an answer"
    items = await chat.items(thread_id)
    assert text_of(items[1]) == "Half an answer"
    assert retry_button(items[2])["label"] == "Retry"


async def test_a_closing_server_keeps_half_answers_and_retry_answers_them(chat, make_chat, model):
    thread_id, reply, _ = await chat.begin(model)
    await chat.server.aclose()
    rest = decode_events(b"".join([chunk async for chunk in reply.body]))
    assert rest[-1]["item"]["type"] == "widget"

    again = make_chat()
    items = await again.items(thread_id)
    assert [item["type"] for item in items] == ["user_message", "assistant_message", "widget"]
    model.then([Say(["Whole."])])
    action = retry_button(items[2])["onClickAction"]
    events = await again.stream(
        "threads.custom_action",
        thread_id=thread_id,
        item_id=items[2]["id"],
        action={"type": action["type"], "payload": action["payload"]},
    )

    removed = [event["item_id"] for event in events if event["type"] == "thread.item.removed"]
    assert set(removed) == {items[1]["id"], items[2]["id"]}
    assert [text_of(item) for item in await again.items(thread_id)] == ["tell me", "Whole."]


async def test_a_killed_servers_half_answer_is_recovered_and_marked(chat, make_chat, model):
    thread_id, _, _ = await chat.begin(model)
    recorder = chat.server.runs.get("ann", thread_id).recorder
    await recorder.save()  # the checkpoint that a moment brings

    other = make_chat(
        instance="srv_2"
    )  # the first is still there: as after a kill, but for its task
    events = await other.say(thread_id, "hello?")
    assert [event["type"] for event in events] == ["error"]  # it might be another replica

    await other.server.recover(["srv_1"])

    items = await other.items(thread_id)
    assert [item["type"] for item in items] == ["user_message", "assistant_message", "widget"]
    assert text_of(items[1]) == "Half an answer"
    model.then([Say(["Here."])])
    assert "error" not in [event["type"] for event in await other.say(thread_id, "hello?")]


async def test_items_keep_the_order_in_which_they_were_first_added(chat, model):
    """A widget that is done while the words before it still stream stands after them."""
    model.then(
        [Say(["Let me see."]), Call("summarize_tasks")],
        [Say(["That is all."])],
    )

    thread_id, _ = await chat.create("how am I doing?")

    types = [item["type"] for item in await chat.items(thread_id)]
    assert types == ["user_message", "assistant_message", "widget", "assistant_message"]


async def test_deleting_a_thread_ends_its_answer(chat, model):
    thread_id, reply, _ = await chat.begin(model)

    assert await chat.get("threads.delete", thread_id=thread_id) == {}

    async for _ in reply.body:
        pass
    assert (await chat.get("threads.list"))["data"] == []


@pytest.mark.parametrize("pieces", [[], ["", " "]])
async def test_an_answer_cut_before_its_first_word_leaves_nothing_empty(chat, model, pieces):
    thread_id, reply, _ = await chat.begin(model, pieces)

    await chat.get("x.threads.stop", thread_id=thread_id)

    rest = decode_events(b"".join([chunk async for chunk in reply.body]))
    assert rest[-1]["type"] == "thread.item.removed"
    assert [item["type"] for item in await chat.items(thread_id)] == ["user_message"]
