"""Sources that tools cite are annotations of the message that follows, and of their tasks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from agents import Agent, RunContextWrapper, function_tool
from chatkit.types import EntitySource, FileSource, URLSource
from openai.types.responses import (
    ResponseOutputTextAnnotationAddedEvent,
    ResponseStreamEvent,
)
from pydantic import BaseModel

from chatkit_server.assistant.base import Assistant, ChatAgent
from chatkit_server.assistant.citing import Source
from chatkit_server.assistant.context import ChatContext
from chatkit_server.testing import Call, Say, ScriptedModel
from tests.conftest import TaskChat

BRIDGE = URLSource(title="The bridge", url="https://example.com/bridge", attribution="Example")
SURVEY = FileSource(title="Survey", filename="survey.pdf")
TASK = EntitySource(title="Buy milk", id="tsk_1", icon="check-circle", data={"list": "home"})


def sources_of(message: dict[str, Any]) -> list[tuple[str, int | None]]:
    """Titles and places of what a message names."""
    return [
        (annotation["source"]["title"], annotation.get("index"))
        for part in message["content"]
        for annotation in part["annotations"]
    ]


def named(events: Sequence[dict[str, Any]]) -> list[tuple[str, int, str]]:
    """Message, place and title of each annotation that was streamed."""
    return [
        (
            event["item_id"],
            event["update"]["annotation_index"],
            event["update"]["annotation"]["source"]["title"],
        )
        for event in events
        if event.get("update", {}).get("type") == "assistant_message.content_part.annotation_added"
    ]


class Cite:
    """Makes a server whose agent has a tool that cites."""

    def __init__(self, make_chat: Callable[..., TaskChat], model: ScriptedModel) -> None:
        self._make_chat = make_chat
        self._model = model

    def __call__(self, *sources: Source, output_type: Any = None, **fields: Any) -> TaskChat:
        @function_tool
        async def look_up(ctx: RunContextWrapper[ChatContext]) -> str:
            """Look something up."""
            ctx.context.cite(*sources)
            return "found"

        @function_tool
        async def think() -> str:
            """Cite nothing."""
            return "thought"

        agent: ChatAgent = Agent(
            "Agent", tools=[look_up, think], model=self._model, output_type=output_type
        )
        assistant = Assistant(agent=lambda _: agent, **fields)
        return self._make_chat(change=lambda _: assistant)


@pytest.fixture
def cite(make_chat: Callable[..., TaskChat], model: ScriptedModel) -> Cite:
    return Cite(make_chat, model)


async def messages(chat: TaskChat, thread: str) -> list[dict[str, Any]]:
    return [item for item in await chat.items(thread) if item["type"] == "assistant_message"]


async def test_the_message_that_follows_has_the_sources(cite: Cite, model: ScriptedModel) -> None:
    chat = cite(BRIDGE, SURVEY, TASK, BRIDGE)
    model.then([Say(["Let me see."]), Call("look_up")], [Say(["In ", "1742."])])
    thread, events = await chat.create("when?")

    before, after = await messages(chat, thread)
    assert sources_of(before) == []
    assert sources_of(after) == [("The bridge", None), ("Survey", None), ("Buy milk", None)]
    entity = after["content"][0]["annotations"][2]["source"]
    assert (entity["type"], entity["id"], entity["data"]) == ("entity", "tsk_1", {"list": "home"})
    # They are told before the end of their message, which has them, too.
    assert named(events) == [
        (after["id"], 0, "The bridge"),
        (after["id"], 1, "Survey"),
        (after["id"], 2, "Buy milk"),
    ]
    done = next(e["item"] for e in events if e.get("item", {}).get("id") == after["id"])
    assert done["type"] == "assistant_message"
    last = [e for e in events if e["type"] == "thread.item.done"][-1]
    assert sources_of(last["item"]) == sources_of(after)


async def test_sources_are_of_one_message_alone(cite: Cite, model: ScriptedModel) -> None:
    chat = cite(BRIDGE)
    model.then(
        [Call("look_up")],
        [Say(["In 1742."]), Call("think")],
        [Say(["I think."]), Call("look_up")],
        [Say(["Still 1742."])],
    )
    thread, _ = await chat.create("when?")
    assert [sources_of(each) for each in await messages(chat, thread)] == [
        [("The bridge", None)],
        [],
        [("The bridge", None)],
    ]
    model.then([Say(["You are welcome."])])
    await chat.say(thread, "thanks")
    assert sources_of((await messages(chat, thread))[-1]) == []


class CitingModel(ScriptedModel):
    """A scripted model that names a page itself, at a place in the text."""

    async def stream_response(self, *args: Any, **kwargs: Any) -> Any:
        event: ResponseStreamEvent
        annotation = {
            "type": "url_citation",
            "url": "https://example.com/own",
            "title": "Its own",
            "start_index": 0,
            "end_index": 3,
        }
        async for event in super().stream_response(*args, **kwargs):
            if event.type == "response.output_text.done":
                yield ResponseOutputTextAnnotationAddedEvent(
                    type="response.output_text.annotation.added",
                    annotation=annotation,
                    annotation_index=0,
                    content_index=event.content_index,
                    item_id=event.item_id,
                    output_index=event.output_index,
                    sequence_number=event.sequence_number,
                )
            if event.type == "response.output_item.done" and event.item.type == "message":
                part = event.item.content[0].model_dump() | {"annotations": [annotation]}
                event.item = type(event.item).model_validate(
                    event.item.model_dump() | {"content": [part]}
                )
            yield event


async def test_they_come_after_those_of_the_model(make_chat: Callable[..., TaskChat]) -> None:
    model = CitingModel([Call("look_up")], [Say(["In 1742."])])
    chat = Cite(make_chat, model)(BRIDGE)
    thread, events = await chat.create("when?")
    (message,) = await messages(chat, thread)
    assert sources_of(message) == [("Its own", 3), ("The bridge", None)]
    assert [(place, title) for _, place, title in named(events)] == [
        (0, "Its own"),
        (1, "The bridge"),
    ]


@pytest.mark.parametrize(
    ("sources", "detail", "kind", "shown"),
    [
        ([BRIDGE, BRIDGE], "titles", "web_search", ["The bridge"]),
        ([SURVEY], "titles", "file", ["Survey"]),
        ([BRIDGE, SURVEY], "titles", "custom", []),
        ([TASK], "titles", "custom", []),
        ([], "titles", "custom", []),
        ([BRIDGE], "details", "custom", []),
    ],
)
async def test_the_task_of_a_tool_shows_its_sources(
    cite: Cite,
    model: ScriptedModel,
    sources: list[Source],
    detail: str,
    kind: str,
    shown: list[str],
) -> None:
    chat = cite(*sources, show_tools=detail)
    model.then([Call("think"), Call("look_up")], [Say(["In 1742."])])
    thread, _ = await chat.create("when?")
    (workflow,) = [item for item in await chat.items(thread) if item["type"] == "workflow"]
    other, task = workflow["workflow"]["tasks"]
    assert (other["type"], other["title"]) == ("custom", "Think")
    assert (task["type"], task["title"], task["status_indicator"]) == (kind, "Look up", "complete")
    assert [source["title"] for source in task.get("sources", [])] == shown
    assert bool(task.get("content")) == (detail == "details")


class Year(BaseModel):
    year: int


async def test_what_an_assistant_presents_in_words_has_them(
    cite: Cite, model: ScriptedModel
) -> None:
    chat = cite(BRIDGE, output_type=Year, present=lambda year, _: f"In **{year.year}**.")
    model.then([Call("look_up")], [Say(['{"year": 1742}'])])
    thread, _ = await chat.create("when?")
    (message,) = await messages(chat, thread)
    assert message["content"][0]["text"] == "In **1742**."
    assert sources_of(message) == [("The bridge", None)]
