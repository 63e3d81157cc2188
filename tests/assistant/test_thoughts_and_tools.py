"""Thoughts and calls of tools in one workflow, and what ends them before their time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

from agents import (
    Agent,
    GuardrailFunctionOutput,
    OutputGuardrail,
    RunContextWrapper,
    Tool,
    function_tool,
    handoff,
)
from agents.tool import ToolOutputText
from openai.types.responses import (
    ResponseOutputItemDoneEvent,
    ResponseReasoningItem,
    ResponseReasoningSummaryTextDeltaEvent,
    ResponseReasoningSummaryTextDoneEvent,
    ResponseStreamEvent,
)

from chatkit_server.assistant.base import Assistant, ChatAgent
from chatkit_server.assistant.context import ChatContext
from chatkit_server.assistant.tool_results import MAX_CHARS
from chatkit_server.testing import Call, Give, Say, ScriptedModel, decode_events
from chatkit_server.tool_calls import ToolLog
from tests.conftest import TaskChat

MakeChat = Callable[..., TaskChat]


class ThinkingModel(ScriptedModel):
    """A scripted model that tells its thoughts in two pieces before the end of a reasoning."""

    async def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        event: ResponseStreamEvent
        async for event in super().stream_response(*args, **kwargs):
            if isinstance(event, ResponseOutputItemDoneEvent) and event.item.type == "reasoning":
                place: dict[str, Any] = {
                    "item_id": event.item.id,
                    "output_index": event.output_index,
                    "sequence_number": event.sequence_number,
                    "summary_index": 0,
                }
                text = event.item.id.replace("_", " ")
                for delta in (text[:3], text[3:]):
                    yield ResponseReasoningSummaryTextDeltaEvent(
                        type="response.reasoning_summary_text.delta", delta=delta, **place
                    )
                yield ResponseReasoningSummaryTextDoneEvent(
                    type="response.reasoning_summary_text.done", text=text, **place
                )
            yield event


def think(thought: str) -> Give:
    item = ResponseReasoningItem(id=thought.replace(" ", "_"), summary=[], type="reasoning")
    return Give(item, item)


@function_tool
def look_up(place: str) -> str:
    """Find the weather of a place."""
    return f"cold in {place}"


def chat_of(make_chat: MakeChat, agent: ChatAgent) -> TaskChat:
    return make_chat(change=lambda _: Assistant(agent=lambda _: agent))


def with_tools(model: ScriptedModel, *tools: Tool, **fields: Any) -> ChatAgent:
    return Agent("Agent", tools=list(tools), model=model, **fields)


def tasks_of(item: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (task["type"], task.get("title") or task.get("content"), task["status_indicator"])
        for task in item["workflow"]["tasks"]
    ]


async def test_thoughts_and_calls_are_tasks_of_one_workflow(make_chat: MakeChat) -> None:
    model = ThinkingModel(
        [think("First I look"), Call("look_up", {"place": "Oslo"})],
        [think("Now Rome"), Call("look_up", {"place": "Rome"})],
        [Say(["Cold ", "everywhere."])],
    )
    chat = chat_of(make_chat, with_tools(model, look_up))
    thread, events = await chat.create("the weather?")
    _, workflow, answer = await chat.items(thread)
    assert tasks_of(workflow) == [
        ("thought", "First I look", "none"),
        ("custom", "Look up", "complete"),
        ("thought", "Now Rome", "none"),
        ("custom", "Look up", "complete"),
    ]
    assert (workflow["workflow"]["type"], workflow["workflow"]["summary"]) == (
        "reasoning",
        {"duration": 0},
    )
    assert answer["content"][0]["text"] == "Cold everywhere."
    first = next(e["update"] for e in events if "task" in e.get("update", {}))
    assert (first["type"], first["task"]["content"]) == ("workflow.task.added", "Fir")
    ends = [e["item"]["id"] for e in events if e["type"] == "thread.item.done"]
    assert ends.count(workflow["id"]) == 1


async def test_a_call_before_a_handoff_and_one_after_it_are_in_one_workflow(
    make_chat: MakeChat, model: ScriptedModel
) -> None:
    expert = with_tools(model, look_up)
    expert.name = "Expert"
    agent = with_tools(model, look_up, handoffs=[handoff(expert)])
    model.then(
        [Call("look_up", {"place": "Oslo"})],
        [Call("transfer_to_expert")],
        [Call("look_up", {"place": "Rome"})],
        [Say(["Cold."])],
    )
    chat = chat_of(make_chat, agent)
    thread, _ = await chat.create("the weather?")
    _, workflow, _ = await chat.items(thread)
    assert tasks_of(workflow) == [("custom", "Look up", "complete")] * 2


async def test_a_guardrail_takes_the_tasks_back(make_chat: MakeChat, model: ScriptedModel) -> None:
    async def refuse(*args: Any) -> GuardrailFunctionOutput:
        return GuardrailFunctionOutput(None, True)

    agent = with_tools(model, look_up, output_guardrails=[OutputGuardrail(refuse)])
    chat = chat_of(make_chat, agent)
    model.then([Call("look_up", {"place": "Oslo"})], [Say(["A secret."])])
    thread, events = await chat.create("the weather?")
    _, said = await chat.items(thread)
    assert said["content"][0]["text"] == "I can't show an answer to that request."
    begun = {e["item"]["id"] for e in events if e["type"] == "thread.item.added"}
    gone = {e["item_id"] for e in events if e["type"] == "thread.item.removed"}
    assert len(begun) == 2  # the workflow and the message
    assert begun <= gone


async def test_a_stop_in_a_tool_leaves_nothing_at_work_and_a_retry_begins_anew(
    make_chat: MakeChat, model: ScriptedModel
) -> None:
    begun = asyncio.Event()
    cancelled = asyncio.Event()
    slow = True

    @function_tool
    async def wait() -> str:
        """Take long."""
        if not slow:
            return "done"
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()
        return "never"

    chat = chat_of(make_chat, with_tools(model, wait))
    model.then([Call("wait")])
    reply = await chat.reply("threads.create", input=chat.input("go"))
    assert not isinstance(reply.body, bytes)
    reading = asyncio.create_task(_read(reply.body))
    async with asyncio.timeout(60):
        await begun.wait()
        (thread,) = (await chat.get("threads.list"))["data"]
        await chat.get("x.threads.stop", thread_id=thread["id"])
        await cancelled.wait()
        await reading
    message, workflow = await chat.items(thread["id"])
    assert tasks_of(workflow) == [("custom", "Wait", "none")]

    slow = False
    model.then([Call("wait")], [Say(["Done."])])
    await chat.stream("threads.retry_after_item", thread_id=thread["id"], item_id=message["id"])
    _, again, said = await chat.items(thread["id"])
    assert again["id"] != workflow["id"]
    assert tasks_of(again) == [("custom", "Wait", "complete")]
    assert said["content"][0]["text"] == "Done."


async def _read(body: AsyncIterator[bytes]) -> list[dict[str, Any]]:
    return decode_events(b"".join([chunk async for chunk in body]))


async def test_half_a_character_that_a_tool_returns_is_replaced(
    make_chat: MakeChat, model: ScriptedModel
) -> None:
    @function_tool
    def read_all(ctx: RunContextWrapper[ChatContext]) -> str:
        """Read everything."""
        return "a \ud83d b"

    agent = with_tools(model, read_all)
    chat = make_chat(
        change=lambda _: Assistant(agent=lambda _: agent, show_tools="details"),
    )
    model.then([Call("read_all")], [Say(["Read."])])
    thread, events = await chat.create("read")
    assert [event for event in events if event["type"] == "error"] == []
    assert model.inputs[-1][-1]["output"] == "a \ufffd b"
    _, workflow, _ = await chat.items(thread)
    assert "a \ufffd b" in workflow["workflow"]["tasks"][0]["content"]

    log = ToolLog()
    model.then([Call("read_all")], [Say(["Again."])])
    await chat.create("read", replace(chat.user, tools=log))
    assert [call.result for call in log.calls] == ["a \ufffd b"]


async def test_of_ten_megabytes_the_model_is_sent_a_part(
    make_chat: MakeChat, model: ScriptedModel
) -> None:
    @function_tool
    def read_all(ctx: RunContextWrapper[ChatContext]) -> str:
        """Read everything."""
        return "x" * 10_000_000

    @function_tool
    def read_parts(ctx: RunContextWrapper[ChatContext]) -> list[ToolOutputText]:
        """Read everything, in parts."""
        return [ToolOutputText(text="y" * 10_000_000), ToolOutputText(text="the end")]

    agent = with_tools(model, read_all, read_parts)
    chat = make_chat(
        change=lambda _: Assistant(agent=lambda _: agent, show_tools="details"),
    )
    model.then([Call("read_all"), Call("read_parts")], [Say(["Much."])])
    thread, events = await chat.create("read")
    whole, parts = [
        item["output"] for item in model.inputs[-1] if item.get("type") == "function_call_output"
    ]
    note = f"[Cut here: 10,000,000 characters in all, {MAX_CHARS:,} shown.]"
    assert whole == "x" * MAX_CHARS + "\n" + note
    assert [part["text"] for part in parts] == ["y" * MAX_CHARS + "\n" + note, "the end"]
    assert len(str(events)) < 50_000
    assert len(str(await chat.items(thread))) < 20_000
