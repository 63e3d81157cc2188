"""Calls of tools are seen in the thread, in the order in which things happen."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from agents import Agent, RunContextWrapper, RunHooks, Tool, function_tool
from chatkit.widgets import Card, Text
from openai.types.responses import ResponseFileSearchToolCall, ResponseFunctionWebSearch
from openai.types.responses.response_file_search_tool_call import Result
from openai.types.responses.response_function_web_search import ActionSearch, ActionSearchSource

from chatkit_server.assistant.base import Assistant, ChatAgent
from chatkit_server.assistant.context import ChatContext
from chatkit_server.assistant.tool_showing import in_words
from chatkit_server.testing import Call, Give, Say, ScriptedModel
from chatkit_server.tool_calls import MAX_RESULT_CHARS, ToolDetail
from tests.conftest import TaskChat


@function_tool
def look_up(place: str) -> str:
    """Find the weather of a place."""
    return f"```{place}```" if place != "long" else "x" * 3000


@function_tool
async def draw(ctx: RunContextWrapper[ChatContext]) -> str:
    """Show a card."""
    await ctx.context.stream_widget(Card(children=[Text(value="drawn")]))
    return "shown"


class Log(RunHooks[ChatContext]):
    """Hooks of an assistant's own."""

    def __init__(self) -> None:
        self.tools: list[str] = []

    async def on_tool_end(
        self, context: RunContextWrapper[ChatContext], agent: ChatAgent, tool: Tool, result: object
    ) -> None:
        self.tools.append(tool.name)


@pytest.fixture
def chat_with(make_chat: Callable[..., TaskChat], model: ScriptedModel) -> Callable[..., TaskChat]:
    """Makes a server whose agent has the tools of this module."""

    def make(detail: ToolDetail = "titles", **fields: Any) -> TaskChat:
        agent: ChatAgent = Agent("Agent", tools=[look_up, draw], model=model)
        assistant = Assistant(agent=lambda _: agent, show_tools=detail, **fields)
        return make_chat(change=lambda _: assistant)

    return make


def told(events: list[dict[str, Any]]) -> list[Any]:
    """What is seen of workflows, widgets and messages, event by event."""
    seen: list[Any] = []
    for event in events:
        item = event.get("item", {})
        match event["type"], item.get("type"), event.get("update", {}).get("type"):
            case "thread.item.added" | "thread.item.done" as kind, "workflow", _:
                tasks = [(t.get("title"), t["status_indicator"]) for t in item["workflow"]["tasks"]]
                seen.append((kind.rpartition(".")[2], *tasks))
            case "thread.item.updated", _, "workflow.task.added" | "workflow.task.updated" as kind:
                task = event["update"]["task"]
                seen.append(
                    (kind.rpartition(".")[2], (task.get("title"), task["status_indicator"]))
                )
            case "thread.item.done", "widget" | "assistant_message" as kind, _:
                seen.append(kind)
    return seen


async def test_each_call_is_a_task_that_begins_and_ends(
    chat_with: Callable[..., TaskChat], model: ScriptedModel
) -> None:
    log = Log()
    chat = chat_with(hooks=log)
    model.then(
        [Call("look_up", {"place": "Oslo"}), Call("look_up", {"place": "Rome"})],
        [Say(["Cold, ", "warm."])],
    )
    thread, events = await chat.create("the weather?")
    assert told(events) == [
        ("added", ("Look up", "loading")),
        ("updated", ("Look up", "complete")),
        ("added", ("Look up", "loading")),
        ("updated", ("Look up", "complete")),
        ("done", ("Look up", "complete"), ("Look up", "complete")),
        "assistant_message",
    ]
    assert log.tools == ["look_up", "look_up"]
    workflow = next(item for item in await chat.items(thread) if item["type"] == "workflow")
    assert workflow["workflow"]["summary"] == {"duration": 0}
    assert [task.get("content") for task in workflow["workflow"]["tasks"]] == [None, None]


async def test_what_a_tool_shows_comes_after_its_task(
    chat_with: Callable[..., TaskChat], model: ScriptedModel
) -> None:
    chat = chat_with()
    model.then([Call("draw"), Call("look_up", {"place": "Oslo"})], [Say(["There."])])
    _, events = await chat.create("draw")
    assert told(events) == [
        ("added", ("Draw", "loading")),
        ("updated", ("Draw", "complete")),
        ("done", ("Draw", "complete")),
        "widget",
        ("added", ("Look up", "loading")),
        ("updated", ("Look up", "complete")),
        ("done", ("Look up", "complete")),
        "assistant_message",
    ]


async def test_what_the_model_says_before_it_calls_a_tool_stands_before_its_task(
    chat_with: Callable[..., TaskChat], model: ScriptedModel
) -> None:
    chat = chat_with()
    words = [f"word{number} " for number in range(50)]
    model.then([Say(words), Call("look_up", {"place": "Oslo"})], [Say(["Cold."])])
    thread, events = await chat.create("the weather?")
    assert told(events) == [
        "assistant_message",
        ("added", ("Look up", "loading")),
        ("updated", ("Look up", "complete")),
        ("done", ("Look up", "complete")),
        "assistant_message",
    ]
    kinds = [item["type"] for item in await chat.items(thread)]
    assert kinds == ["user_message", "assistant_message", "workflow", "assistant_message"]


async def test_details_are_arguments_result_and_time(
    chat_with: Callable[..., TaskChat], model: ScriptedModel
) -> None:
    chat = chat_with("details")
    model.then(
        [Call("look_up", {"place": "Ås"}), Call("look_up", {"place": "long"})], [Say(["Done."])]
    )
    thread, _ = await chat.create("the weather?")
    workflow = next(item for item in await chat.items(thread) if item["type"] == "workflow")
    short, long = (task["content"] for task in workflow["workflow"]["tasks"])
    arguments, result, seconds = short.split("\n\n")
    assert arguments == '```json\n{\n  "place": "Ås"\n}\n```'
    assert result == "````\n```Ås```\n````"
    assert re.fullmatch(r"\d+\.\d s", seconds)
    assert "x" * MAX_RESULT_CHARS + "…" in long
    assert "x" * (MAX_RESULT_CHARS + 1) not in long


@pytest.mark.parametrize(
    ("fields", "seen"),
    [
        ({"detail": "none"}, ["assistant_message"]),
        ({"tool_titles": {"look_up": None}}, ["assistant_message"]),
        (
            {"tool_titles": {"look_up": "Looking out of the window"}},
            [
                ("added", ("Looking out of the window", "loading")),
                ("updated", ("Looking out of the window", "complete")),
                ("done", ("Looking out of the window", "complete")),
                "assistant_message",
            ],
        ),
    ],
)
async def test_an_assistant_says_what_is_shown(
    chat_with: Callable[..., TaskChat],
    model: ScriptedModel,
    fields: dict[str, Any],
    seen: list[Any],
) -> None:
    chat = chat_with(**fields)
    model.then([Call("look_up", {"place": "Oslo"})], [Say(["Cold."])])
    _, events = await chat.create("the weather?")
    assert told(events) == seen


async def test_searches_of_the_provider_tell_what_they_found(
    chat_with: Callable[..., TaskChat], model: ScriptedModel
) -> None:
    chat = chat_with()
    web = ResponseFunctionWebSearch(
        id="ws_1",
        type="web_search_call",
        status="in_progress",
        action=ActionSearch(type="search", query="", queries=[]),
    )
    found = ActionSearch(
        type="search",
        query="bridge",
        queries=["bridge 1742"],
        sources=[ActionSearchSource(type="url", url="https://example.com/bridge")],
    )
    files = ResponseFileSearchToolCall(
        id="fs_1", type="file_search_call", status="in_progress", queries=["bridge"]
    )
    results = [Result(filename="survey.pdf"), Result(filename="survey.pdf"), Result(filename=None)]
    model.then(
        [
            Give(web, web.model_copy(update={"action": found, "status": "completed"})),
            Give(files, files.model_copy(update={"results": results, "status": "completed"})),
            Say(["In 1742."]),
        ]
    )
    thread, events = await chat.create("when?")
    assert told(events)[-2:] == [
        ("done", (None, "complete"), (None, "complete")),
        "assistant_message",
    ]
    workflow = next(item for item in await chat.items(thread) if item["type"] == "workflow")
    search, read = workflow["workflow"]["tasks"]
    assert (search["type"], search["queries"]) == ("web_search", ["bridge 1742"])
    assert [source["url"] for source in search["sources"]] == ["https://example.com/bridge"]
    assert (read["type"], [source["filename"] for source in read["sources"]]) == (
        "file",
        ["survey.pdf"],
    )


async def test_nothing_is_at_work_for_ever(
    make_chat: Callable[..., TaskChat], model: ScriptedModel
) -> None:
    @function_tool(failure_error_function=None)
    def explode() -> str:
        """Fail."""
        raise RuntimeError("boom")

    agent: ChatAgent = Agent("Agent", tools=[explode], model=model)
    chat = make_chat(change=lambda _: Assistant(agent=lambda _: agent))
    model.then([Call("explode")])
    thread, _ = await chat.create("go")
    (workflow,) = [item for item in await chat.items(thread) if item["type"] == "workflow"]
    assert [task["status_indicator"] for task in workflow["workflow"]["tasks"]] == ["none"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("find_tasks", "Find tasks"),
        ("getWeather", "Get Weather"),
        ("files.read-all", "Files read all"),
        ("", ""),
    ],
)
def test_a_name_in_words(name: str, words: str) -> None:
    assert in_words(name) == words
