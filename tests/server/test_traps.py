"""What goes wrong in the SDKs when nothing is done about it.

Each test fails without its workaround. Storage has its own such tests in tests/stores.
"""

from __future__ import annotations

from datetime import datetime

import pytest
from chatkit.store import NotFoundError
from chatkit.types import (
    ClientToolCallItem,
    FileAttachment,
    HiddenContextItem,
    InferenceOptions,
    LockedStatus,
    SDKHiddenContextItem,
    StructuredInputFreeform,
    StructuredInputItem,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadItemReplacedEvent,
    UserMessageItem,
    UserMessageTagContent,
    UserMessageTextContent,
)

from chatkit_server.assistant.converter import HistoryConverter
from chatkit_server.assistant.history import PAGE_SIZE
from chatkit_server.errors import Conflict, InvalidRequest, NotFound
from chatkit_server.testing import Call, Say
from tests.server.probing import hello, probe, types, with_action

FAKE_ID = "__fake_id__"


NOW = datetime(2026, 11, 21, 5, 42)  # noqa: DTZ001 # as the SDK makes them


async def test_messages_of_chat_completions_models_do_not_overwrite_each_other(chat, model):
    model.then(
        [Say(["One."], item_id=FAKE_ID), Call("summarize_tasks", item_id=FAKE_ID)],
        [Say(["Two."], item_id=FAKE_ID)],
    )

    thread_id, events = await chat.create("hi")

    assert "error" not in types(events)
    assert FAKE_ID not in str(events)
    items = await chat.items(thread_id)
    said = [item["content"][0]["text"] for item in items if item["type"] == "assistant_message"]
    assert said == ["One.", "Two."]
    by_item = {}
    for event in events:
        if event["type"] == "thread.item.updated" and "delta" in event["update"]:
            by_item[event["item_id"]] = event["update"]["delta"]
    assert list(by_item.values()) == ["One.", "Two."]
    assert set(by_item) == {item["id"] for item in items if item["type"] == "assistant_message"}


async def test_ids_of_items_have_128_bits(chat, model):
    thread_id = await hello(chat, model)

    for item in await chat.items(thread_id):
        assert len(bytes.fromhex(item["id"].partition("_")[2])) * 8 == 128


async def test_a_chat_completions_model_is_given_assistant_text_it_can_read(chat, model):
    thread_id = await hello(chat, model)
    model.then([Say(["Again."])])

    await chat.say(thread_id, "and now?")

    (said,) = [part for part in model.inputs[-1] if part.get("role") == "assistant"]
    assert said["content"] == "Hello."


async def test_no_event_about_a_hidden_item_reaches_a_client(make_chat, model):
    def hidden(call, kind=HiddenContextItem, content="secret"):
        return kind(
            id=f"hid_{kind.__name__}", thread_id=call.thread.id, created_at=NOW, content=content
        )

    async def handler(call):
        yield ThreadItemAddedEvent(item=hidden(call))
        yield ThreadItemDoneEvent(item=hidden(call))
        yield ThreadItemReplacedEvent(item=hidden(call, content="secret 2"))
        yield ThreadItemDoneEvent(item=hidden(call, SDKHiddenContextItem))

    chat = make_chat(change=with_action(handler))
    thread_id = await hello(chat, model)

    events = await probe(chat, thread_id)

    assert types(events) == ["stream_options"]
    assert len(await chat.items(thread_id)) == 2
    assert len((await chat.store.load_thread_items(thread_id, None, 9, "asc", chat.user)).data) == 4


async def test_pages_of_items_are_full_however_many_hidden_items_lie_between(chat, model):
    thread_id = await hello(chat, model)
    for number in range(30):
        item = HiddenContextItem(
            id=f"hid_{number}", thread_id=thread_id, created_at=NOW, content="x"
        )
        await chat.store.add_thread_item(thread_id, item, chat.user)

    page = await chat.get("items.list", thread_id=thread_id, limit=2, order="desc")

    assert len(page["data"]) == 2
    assert page["has_more"] is False


async def client_call(chat, thread_id):
    call = ClientToolCallItem(
        id="tc_1", thread_id=thread_id, created_at=NOW, call_id="call_1", name="theme", arguments={}
    )
    await chat.store.add_thread_item(thread_id, call, chat.user)


async def test_a_client_tools_result_is_taken_although_a_hidden_item_came_after_the_call(
    chat, model
):
    thread_id = await hello(chat, model)
    await client_call(chat, thread_id)
    note = HiddenContextItem(id="hid_1", thread_id=thread_id, created_at=NOW, content="note")
    await chat.store.add_thread_item(thread_id, note, chat.user)
    model.then([Say(["Done."])])

    events = await chat.stream(
        "threads.add_client_tool_output", thread_id=thread_id, result={"ok": True}
    )

    assert "error" not in types(events)
    call = await chat.store.load_item(thread_id, "tc_1", chat.user)
    assert (call.status, call.output) == ("completed", {"ok": True})
    assert any(part.get("type") == "function_call_output" for part in model.inputs[-1])


async def test_a_client_tools_result_that_nothing_waits_for_is_refused(chat, model):
    thread_id = await hello(chat, model)

    with pytest.raises(Conflict):
        await chat.reply("threads.add_client_tool_output", thread_id=thread_id, result={})


async def test_a_client_tool_that_never_answers_holds_nobody_up(chat, model):
    thread_id = await hello(chat, model)
    await client_call(chat, thread_id)
    model.then([Say(["Then without it."])])

    events = await chat.say(thread_id, "go on")

    assert "error" not in types(events)
    said = (await chat.items(thread_id))[-1]
    assert said["content"][0]["text"] == "Then without it."
    told = model.inputs[-1]
    calls = {part["call_id"] for part in told if part.get("type") == "function_call"}
    outputs = {part["call_id"] for part in told if part.get("type") == "function_call_output"}
    assert calls == outputs  # a provider refuses a call without its result
    with pytest.raises(Conflict):  # it comes too late
        await chat.reply("threads.add_client_tool_output", thread_id=thread_id, result={})


async def test_an_unknown_attachment_is_refused_and_leaves_no_thread_behind(chat):
    with pytest.raises(NotFound):
        await chat.reply("threads.create", input=chat.input("hi", attachments=["atc_nope"]))

    assert (await chat.get("threads.list"))["data"] == []


async def test_an_unknown_thread_is_refused_before_a_stream_starts(chat):
    with pytest.raises(NotFoundError):
        await chat.reply("threads.add_user_message", thread_id="thr_x", input=chat.input("hi"))


@pytest.mark.parametrize("item_id", ["msg_nope", "the answer"])
async def test_a_retry_of_what_is_no_user_message_is_refused(chat, model, item_id):
    thread_id = await hello(chat, model)
    if item_id == "the answer":
        item_id = (await chat.items(thread_id))[1]["id"]

    with pytest.raises((NotFoundError, InvalidRequest)):
        await chat.reply("threads.retry_after_item", thread_id=thread_id, item_id=item_id)

    assert len(await chat.items(thread_id)) == 2


async def test_a_retry_tells_the_client_what_it_took_back(chat, model):
    thread_id = await hello(chat, model)
    message, answer = await chat.items(thread_id)
    model.then([Say(["Better."])])

    events = await chat.stream(
        "threads.retry_after_item", thread_id=thread_id, item_id=message["id"]
    )

    assert {"type": "thread.item.removed", "item_id": answer["id"]} in events


async def test_a_retried_answer_adds_no_task_twice(chat, model):
    add = Call("add_tasks", {"tasks": [{"title": "Milk"}]})
    model.then([add], [Say(["Added."])])
    thread_id, _ = await chat.create("add milk")
    message = (await chat.items(thread_id))[0]["id"]
    model.then([add], [Say(["Added."])])

    await chat.stream("threads.retry_after_item", thread_id=thread_id, item_id=message)

    assert (await chat.tasks.summary("ann", chat.user.zone)).open == 1


async def test_a_locked_thread_takes_no_input(chat, model):
    """The SDK keeps the status and leaves the rest to the server."""
    thread_id = await hello(chat, model)
    thread = await chat.store.load_thread(thread_id, chat.user)
    thread.status = LockedStatus(reason="Under review.")
    await chat.store.save_thread(thread, chat.user)

    with pytest.raises(Conflict, match="Under review"):
        await chat.reply("threads.add_user_message", thread_id=thread_id, input=chat.input("hi"))


async def test_questions_are_answered_once(chat, model):
    thread_id = await hello(chat, model)
    item = StructuredInputItem(
        id="ask_1",
        thread_id=thread_id,
        created_at=NOW,
        inputs=[StructuredInputFreeform(id="q1", question="Why?")],
    )
    await chat.store.add_thread_item(thread_id, item, chat.user)
    answers = {"status": "answered", "answers": {"q1": {"values": ["Because."]}}}
    model.then([Say(["I see."])])

    events = await chat.stream(
        "threads.add_structured_input", thread_id=thread_id, item_id="ask_1", input=answers
    )

    assert events[1]["type"] == "thread.item.replaced"
    assert "Because." in str(model.inputs[-1])
    with pytest.raises(Conflict):
        await chat.reply(
            "threads.add_structured_input", thread_id=thread_id, item_id="ask_1", input=answers
        )


async def test_the_model_sees_the_newest_of_a_long_thread(make_chat, model):
    chat = make_chat()
    thread_id = await hello(chat, model)
    for number in range(60):
        item = UserMessageItem(
            id=f"msg_{number}",
            thread_id=thread_id,
            created_at=NOW,
            content=[UserMessageTextContent(text=f"message {number} " + "x" * 4000)],
            inference_options=InferenceOptions(),
        )
        await chat.store.add_thread_item(thread_id, item, chat.user)
    model.then([Say(["Ok."])])

    await chat.say(thread_id, "the newest")

    seen = str(model.inputs[-1])
    assert "the newest" in seen and "message 59 " in seen
    assert "message 1 " not in seen


async def test_tags_and_attachments_can_be_told_to_a_model():
    message = UserMessageItem(
        id="msg_1",
        thread_id="thr_1",
        created_at=NOW,
        content=[
            UserMessageTextContent(text="see "),
            UserMessageTagContent(id="tsk_1", text="Milk", data={"kind": "task"}),
        ],
        attachments=[FileAttachment(id="atc_1", name="a.pdf", mime_type="application/pdf")],
        inference_options=InferenceOptions(),
    )

    told = str(await HistoryConverter({}).to_agent_input(message))

    assert "tsk_1" in told and "a.pdf" in told


async def test_tracing_is_off_unless_asked_for(chat, make_chat):
    assert chat.server._responders["tasks"]._run_config.tracing_disabled is True


@pytest.mark.parametrize(
    ("pieces", "text", "deltas"),
    [
        (["a \ud83d", "\ude00 b"], "a \N{GRINNING FACE} b", ["a ", "\N{GRINNING FACE} b"]),
        (["a \ud83d", " b"], "a \ufffd b", ["a ", "\ufffd b"]),
    ],
)
async def test_a_character_that_a_model_cuts_in_two_is_whole_again(
    chat, model, pieces, text, deltas
):
    """Half a surrogate pair can be neither stored nor sent: the whole answer would be lost."""
    model.then([Say(pieces)])

    thread_id, events = await chat.create("hi")

    assert "error" not in types(events)
    updates = [event["update"] for event in events if event["type"] == "thread.item.updated"]
    assert [update["delta"] for update in updates if "delta" in update] == deltas
    assert (await chat.items(thread_id))[1]["content"][0]["text"] == text


async def test_the_calls_of_one_turn_are_done_one_after_the_other(chat, model, monkeypatch):
    """Renaming a task and then deleting it is not the same the other way round."""
    running, most = 0, 0
    add = chat.tasks.add

    async def slow(*args, **kwargs):
        nonlocal running, most
        running += 1
        most = max(most, running)
        try:
            return await add(*args, **kwargs)
        finally:
            running -= 1

    monkeypatch.setattr(chat.tasks, "add", slow)
    calls = [Call("add_tasks", {"tasks": [{"title": f"Task {n}"}]}) for n in range(5)]
    model.then(calls, [Say(["Added."])])

    thread_id, _ = await chat.create("add five")

    assert most == 1
    shown = [item["copy_text"] for item in await chat.items(thread_id) if item["type"] == "widget"]
    assert shown == [f"Task {n}" for n in range(5)]


async def test_arguments_of_the_wrong_shape_are_for_the_model_to_mend_and_not_logged(
    chat, model, caplog
):
    wrong = {"tasks": [{"title": "A secret", "priority": "urgent"}]}
    model.then([Call("add_tasks", wrong)], [Say(["Sorry."])])

    await chat.create("add it")

    assert "The arguments do not fit" in str(model.inputs[-1])
    assert "secret" not in caplog.text


async def test_a_history_is_read_no_further_than_the_model_can_take_it(chat, model, monkeypatch):
    thread_id = await hello(chat, model)
    for number in range(120):
        item = UserMessageItem(
            id=f"msg_{number}",
            thread_id=thread_id,
            created_at=NOW,
            content=[UserMessageTextContent(text="x" * 10_000)],
            inference_options=InferenceOptions(),
        )
        await chat.store.add_thread_item(thread_id, item, chat.user)
    pages, load = [], chat.store.load_thread_items

    async def count(thread_id, after, limit, *args):
        pages.append(limit)
        return await load(thread_id, after, limit, *args)

    monkeypatch.setattr(chat.store, "load_thread_items", count)
    model.then([Say(["Ok."])])

    await chat.say(thread_id, "and now?")

    assert pages.count(PAGE_SIZE) == 1
