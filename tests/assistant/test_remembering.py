"""What a tool remembers is told to the agent in later turns, and to nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from agents import Agent, RunContextWrapper, function_tool
from chatkit.types import ThreadItemDoneEvent, ThreadStreamEvent

from chatkit_server import hidden_context
from chatkit_server.assistant.base import ActionCall, Assistant, ChatAgent
from chatkit_server.assistant.context import ChatContext
from chatkit_server.testing import Call, Say, ScriptedModel
from tests.conftest import TaskChat

WORD = "prefers the night train"


@function_tool
async def note(ctx: RunContextWrapper[ChatContext], kind: str) -> str:
    """Remember something."""
    await ctx.context.remember(WORD if kind == "text" else {"likes": [WORD]})
    return "noted"


async def press(call: ActionCall) -> AsyncIterator[ThreadStreamEvent]:
    yield ThreadItemDoneEvent(item=hidden_context(call.thread, WORD))


@pytest.fixture
def chat(make_chat: Callable[..., TaskChat], model: ScriptedModel) -> TaskChat:
    agent: ChatAgent = Agent("Agent", tools=[note], model=model)
    assistant = Assistant(agent=lambda _: agent, actions={"press": press})
    return make_chat(change=lambda _: assistant)


@pytest.mark.parametrize("kind", ["text", "JSON"])
async def test_what_a_tool_remembers_is_for_the_agent_alone(
    chat: TaskChat, model: ScriptedModel, kind: str
) -> None:
    model.then([Call("note", {"kind": kind})], [Say(["Good."])])
    thread_id, events = await chat.create("book a trip")
    assert WORD not in str(events)
    assert WORD not in str(await chat.items(thread_id))

    model.then([Say(["By night."])])
    await chat.say(thread_id, "which train?")
    assert WORD in str(model.inputs[-1])

    # Whoever takes the answer back takes what was remembered in it along.
    first = next(each["id"] for each in await chat.items(thread_id))
    model.then([Say(["Again."])])
    await chat.stream("threads.retry_after_item", thread_id=thread_id, item_id=first)
    assert WORD not in str(model.inputs[-1])


async def test_what_an_action_remembers_is_for_the_agent_alone(
    chat: TaskChat, model: ScriptedModel
) -> None:
    model.then([Say(["Hello."])])
    thread_id, _ = await chat.create("hello")
    action = {"type": "press", "payload": {}}
    events = await chat.stream("threads.custom_action", thread_id=thread_id, action=action)
    assert WORD not in str([*events, *await chat.items(thread_id)])
    model.then([Say(["By night."])])
    await chat.say(thread_id, "which train?")
    assert WORD in str(model.inputs[-1])


async def test_what_no_history_could_hold_is_refused(chat: TaskChat, model: ScriptedModel) -> None:
    model.then([Say(["Hello."])])
    thread_id, _ = await chat.create("hello")
    thread = await chat.store.load_thread(thread_id, chat.user)
    unfit: list[Any] = [object(), {1, 2}]
    for content in unfit:
        with pytest.raises(TypeError):
            hidden_context(thread, content)
