"""Branches: what they keep, who may make them, and that nothing is done twice in them."""

from __future__ import annotations

import pytest
from chatkit.store import NotFoundError
from chatkit.types import FileAttachment, HiddenContextItem, LockedStatus

from chatkit_server.clock import item_now
from chatkit_server.context import RequestContext, User
from chatkit_server.errors import Conflict, InvalidRequest
from chatkit_server.tasks.model import TaskFilter
from chatkit_server.testing import Call, Fail, Say

BOB = RequestContext(User("bob"))


def texts(items):
    return [item["content"][0]["text"] if "content" in item else item["type"] for item in items]


async def conversation(chat, model):
    """A thread of two questions and two answers."""
    model.then([Say(["One."])], [Say(["Two."])])
    thread_id, _ = await chat.create("first question")
    await chat.say(thread_id, "second question")
    return thread_id, await chat.items(thread_id)


async def branch(chat, thread_id, item_id, text=None, context=None, **fields):
    given = {} if text is None else {"input": chat.input(text, **fields)}
    return await chat.stream(
        "x.threads.branch", context, thread_id=thread_id, item_id=item_id, **given
    )


async def test_an_edited_message_is_answered_in_a_thread_of_its_own(chat, model):
    thread_id, items = await conversation(chat, model)
    model.then([Say(["Better."])])

    events = await branch(chat, thread_id, items[2]["id"], "a better question")

    assert [event["type"] for event in events[:3]] == [
        "thread.created",
        "thread.item.done",
        "stream_options",
    ]
    created = events[0]["thread"]
    assert created["id"] != thread_id
    assert created["title"] == "First question"
    assert created["metadata"] == {
        "branched_from": {
            "thread_id": thread_id,
            "item_id": items[2]["id"],
            "last_item_id": items[1]["id"],
            "title": "First question",
        }
    }
    copied = await chat.items(created["id"])
    assert texts(copied) == ["first question", "One.", "a better question", "Better."]
    assert {item["thread_id"] for item in copied} == {created["id"]}
    said = [part["content"] for part in model.inputs[-1] if part["role"] == "assistant"]
    assert said == ["One."]
    assert texts(await chat.items(thread_id)) == texts(items)
    fetched = await chat.get("threads.get_by_id", thread_id=created["id"])
    assert fetched["metadata"] == created["metadata"]
    listed = (await chat.get("threads.list", limit=5, order="desc"))["data"]
    assert [thread["id"] for thread in listed] == [created["id"], thread_id]


async def test_a_branch_without_a_message_keeps_the_item_and_goes_on_from_there(chat, model):
    thread_id, items = await conversation(chat, model)

    events = await branch(chat, thread_id, items[1]["id"])

    (created,) = events
    branch_id = created["thread"]["id"]
    assert created["thread"]["metadata"]["branched_from"]["last_item_id"] == items[1]["id"]
    model.then([Say(["Another two."])])
    await chat.say(branch_id, "another second question")
    assert texts(await chat.items(branch_id)) == [
        "first question",
        "One.",
        "another second question",
        "Another two.",
    ]


async def test_a_branch_of_the_first_message_is_named_by_the_new_one(chat, model):
    thread_id, items = await conversation(chat, model)
    model.then([Say(["Yes."])])

    events = await branch(chat, thread_id, items[0]["id"], "something else")

    origin = events[0]["thread"]["metadata"]["branched_from"]
    assert "last_item_id" not in origin
    branch_id = events[0]["thread"]["id"]
    assert texts(await chat.items(branch_id)) == ["something else", "Yes."]
    fetched = await chat.get("threads.get_by_id", thread_id=branch_id)
    assert fetched["title"] == "Something else"


async def test_what_the_agent_alone_knows_is_copied_and_stays_hidden(chat, model):
    thread_id, _ = await conversation(chat, model)
    note = HiddenContextItem(
        id="hid", thread_id=thread_id, created_at=item_now(), content="the password is swordfish"
    )
    await chat.store.add_thread_item(thread_id, note, chat.user)
    model.then([Say(["Three."])], [Say(["Again."])])
    await chat.say(thread_id, "third question")
    last = (await chat.items(thread_id))[-2]

    events = await branch(chat, thread_id, last["id"], "third, again")

    assert "swordfish" not in str(events)
    assert "swordfish" in str(model.inputs[-1])
    assert "swordfish" not in str(await chat.items(events[0]["thread"]["id"]))


async def test_only_the_owner_may_branch(chat, model):
    thread_id, items = await conversation(chat, model)

    for text in (None, "mine now"):
        with pytest.raises(NotFoundError):
            await branch(chat, thread_id, items[0]["id"], text, BOB)
    assert (await chat.get("threads.list", BOB, limit=5, order="desc"))["data"] == []


async def test_a_request_that_makes_no_sense_leaves_nothing_behind(chat, model):
    thread_id, items = await conversation(chat, model)

    with pytest.raises(InvalidRequest, match="user's message"):
        await branch(chat, thread_id, items[1]["id"], "to an answer")
    with pytest.raises(InvalidRequest, match="empty"):
        await branch(chat, thread_id, items[0]["id"], " ")
    with pytest.raises(NotFoundError):
        await branch(chat, thread_id, "msg_unknown")
    with pytest.raises(NotFoundError):
        await branch(chat, "thr_unknown", items[0]["id"])
    listed = (await chat.get("threads.list", limit=5, order="desc"))["data"]
    assert [thread["id"] for thread in listed] == [thread_id]


async def test_a_locked_thread_cannot_be_branched(chat, model):
    thread_id, items = await conversation(chat, model)
    thread = await chat.store.load_thread(thread_id, chat.user)
    thread.status = LockedStatus(reason="Waiting for approval.")
    await chat.store.save_thread(thread, chat.user)

    with pytest.raises(Conflict, match="approval"):
        await branch(chat, thread_id, items[0]["id"], "around the lock")


async def test_a_thread_is_branched_while_it_is_being_answered(chat, model):
    thread_id, reply, wait = await chat.begin(model)
    items = await chat.items(thread_id)
    model.then([Say(["Meanwhile."])])

    events = await branch(chat, thread_id, items[0]["id"], "meanwhile?")

    assert texts(await chat.items(events[0]["thread"]["id"])) == ["meanwhile?", "Meanwhile."]
    with pytest.raises(Conflict, match="still being written"):
        await branch(chat, thread_id, items[1]["id"])
    wait.gate.set()
    assert b"Half an answer" in b"".join([chunk async for chunk in reply.body])


async def test_retrying_a_copied_message_does_its_work_once(chat, model):
    milk = {"tasks": [{"title": "Milk"}]}
    model.then([Call("add_tasks", milk)], [Say(["Added."])])
    thread_id, _ = await chat.create("add milk")
    items = await chat.items(thread_id)
    (created,) = await branch(chat, thread_id, items[-1]["id"])
    branch_id = created["thread"]["id"]
    message_id = (await chat.items(branch_id))[0]["id"]

    model.then([Call("add_tasks", milk)], [Say(["Added."])])
    await chat.stream("threads.retry_after_item", thread_id=branch_id, item_id=message_id)

    page = await chat.tasks.find("ann", TaskFilter(), chat.user.zone)
    assert [task.title for task in page.tasks] == ["Milk"]
    assert texts(await chat.items(thread_id)) == texts(items)


async def test_the_retry_of_a_copied_interruption_answers_in_the_branch(chat, model):
    model.then([Say(["Half"]), Fail(RuntimeError("gone"))])
    thread_id, _ = await chat.create("tell me")
    items = await chat.items(thread_id)
    card = items[-1]
    assert card["type"] == "widget"
    (created,) = await branch(chat, thread_id, card["id"])
    model.then([Say(["Whole."])])

    button = card["widget"]["children"][-1]
    while "onClickAction" not in button:
        button = button["children"][-1]
    await chat.stream(
        "threads.custom_action",
        thread_id=created["thread"]["id"],
        item_id=card["id"],
        action=button["onClickAction"],
    )

    assert texts(await chat.items(created["thread"]["id"])) == ["tell me", "Whole."]
    assert texts(await chat.items(thread_id)) == texts(items)


async def test_an_attachment_of_the_edited_message_belongs_to_both_threads(chat, model):
    attachment = FileAttachment(id="atc_1", name="a.txt", mime_type="text/plain")
    await chat.store.save_attachment(attachment, chat.user)
    model.then([Say(["One."])], [Say(["Two."])])
    events = await chat.stream(
        "threads.create", input=chat.input("see this", attachments=["atc_1"])
    )
    thread_id, message_id = events[0]["thread"]["id"], events[1]["item"]["id"]

    events = await branch(chat, thread_id, message_id, "see that", attachments=["atc_1"])

    assert events[1]["item"]["attachments"][0]["name"] == "a.txt"
    await chat.get("threads.delete", thread_id=events[0]["thread"]["id"])
    assert (await chat.store.load_attachment("atc_1", chat.user)).thread_id == thread_id
    await chat.get("threads.delete", thread_id=thread_id)
    with pytest.raises(NotFoundError):
        await chat.store.load_attachment("atc_1", chat.user)
