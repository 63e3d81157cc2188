"""What happens to a thread at once: actions, fetches, questions, and what readers see of it."""

from __future__ import annotations

import asyncio
import dataclasses

import pytest
from chatkit.store import NotFoundError
from chatkit.types import (
    CustomTask,
    StructuredInputFreeform,
    StructuredInputItem,
    ThreadItemAddedEvent,
    Workflow,
    WorkflowItem,
)

from chatkit_server.errors import Conflict, Unavailable
from chatkit_server.tasks.model import TaskFilter
from chatkit_server.testing import Call, Say, Wait
from tests.server.probing import hello, kinds, rest_of, with_action


async def test_an_action_that_fails_leaves_no_offer_to_retry_the_last_message(make_chat, model):
    async def handler(call):
        raise RuntimeError("broken")
        yield

    chat = make_chat(change=with_action(handler))
    thread_id = await hello(chat, model)

    events = await chat.stream(
        "threads.custom_action", thread_id=thread_id, action={"type": "probe"}
    )

    assert kinds(events) == ["stream_options", "error"]
    assert kinds(await chat.items(thread_id)) == ["user_message", "assistant_message"]


async def test_questions_answered_by_two_at_once_are_answered_once(chat, model, monkeypatch):
    thread_id = await hello(chat, model)
    item = StructuredInputItem(
        id="ask_1",
        thread_id=thread_id,
        created_at=(await chat.store.load_thread(thread_id, chat.user)).created_at,
        inputs=[StructuredInputFreeform(id="q1", question="Why?")],
    )
    await chat.store.add_thread_item(thread_id, item, chat.user)
    model.then([Say(["I see."])])
    answers = {"status": "answered", "answers": {"q1": {"values": ["Because."]}}}
    params = {"thread_id": thread_id, "item_id": "ask_1", "input": answers}
    admit = chat.server._admission.admit

    async def too_late(request, context):
        """Another client's answer comes between the check and the run."""
        await admit(request, context)
        monkeypatch.undo()
        await chat.stream("threads.add_structured_input", **params)

    monkeypatch.setattr(chat.server._admission, "admit", too_late)

    with pytest.raises(Conflict):
        await chat.reply("threads.add_structured_input", **params)


async def test_a_synchronous_action_has_the_thread_to_itself(make_chat, model):
    acting, go_on = asyncio.Event(), asyncio.Event()

    async def handler(call):
        acting.set()
        await go_on.wait()
        return
        yield

    chat = make_chat(change=with_action(handler))
    thread_id = await hello(chat, model)
    action = {"thread_id": thread_id, "action": {"type": "probe"}}
    first = asyncio.create_task(chat.get("threads.sync_custom_action", **action))
    await acting.wait()

    assert kinds(await chat.say(thread_id, "and now?")) == ["error"]
    with pytest.raises(Conflict):
        await chat.get("threads.sync_custom_action", **action)

    go_on.set()
    assert await first == {}


async def test_a_fetch_that_redraws_does_not_bring_back_what_was_removed_meanwhile(
    make_chat, model
):
    removed_while_drawn = []

    def too_late(assistant):
        async def redraw(widgets, context):
            redrawn = await assistant.redraw_widgets(widgets, context)
            for thread_id, item_id in removed_while_drawn:
                await chat.store.delete_thread_item(thread_id, item_id, context)
            return redrawn

        return dataclasses.replace(assistant, redraw_widgets=redraw)

    chat = make_chat(change=too_late)
    model.then([Call("add_tasks", {"tasks": [{"title": "Milk"}]})], [Say(["Added."])])
    thread_id, _ = await chat.create("add milk")
    widget = next(item for item in await chat.items(thread_id) if item["type"] == "widget")
    (task,) = (await chat.tasks.find("ann", TaskFilter(), chat.user.zone)).tasks
    await chat.tasks.complete("ann", [task.id])
    removed_while_drawn.append((thread_id, widget["id"]))

    await chat.items(thread_id)

    with pytest.raises(NotFoundError):
        await chat.store.load_item(thread_id, widget["id"], chat.user)


async def test_a_snapshot_says_what_was_taken_back(chat, model):
    thread_id = await hello(chat, model)
    message, answer = await chat.items(thread_id)
    wait = Wait()
    model.then([Say(["Better"]), wait])
    reply = await chat.reply("threads.retry_after_item", thread_id=thread_id, item_id=message["id"])
    await wait.reached.wait()

    resumed = await chat.reply("x.threads.resume", thread_id=thread_id)
    wait.gate.set()

    assert {"type": "thread.item.removed", "item_id": answer["id"]} in await rest_of(resumed)
    await rest_of(reply)


async def test_a_run_forgets_what_its_followers_have_read(chat, model):
    wait = Wait()
    model.then([Say(["word "] * 500), wait])
    reply = await chat.reply("threads.create", input=chat.input("tell me"))
    await wait.reached.wait()
    while not reply.body._frames == []:
        await anext(reply.body)
    wait.gate.set()
    await rest_of(reply)


async def test_a_workflow_that_the_next_turn_goes_on_with_is_not_taken_back(make_chat, model):
    chat = make_chat()

    async def handler(call):
        item = WorkflowItem(
            id="wf_1",
            thread_id=call.thread.id,
            created_at=call.thread.created_at,
            workflow=Workflow(type="custom", tasks=[CustomTask(title="Look")]),
        )
        yield ThreadItemAddedEvent(item=item)
        await chat.store.add_thread_item(call.thread.id, item, call.context)  # as the SDK does

    chat = make_chat(change=with_action(handler))
    thread_id = await hello(chat, model)

    events = await chat.stream(
        "threads.custom_action", thread_id=thread_id, action={"type": "probe"}
    )

    assert kinds(events) == ["stream_options", "thread.item.added"]


async def test_an_answer_that_is_stopped_before_it_began_since_its_user_is_moved_says_so(
    chat, monkeypatch
):
    reached = asyncio.Event()

    async def never(*_):
        reached.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(chat.store, "save_thread", never)
    asking = asyncio.create_task(chat.reply("threads.create", input=chat.input("hi")))
    await reached.wait()
    async with chat.server.runs.without_those_of("ann"):
        with pytest.raises(Unavailable):
            await asking
