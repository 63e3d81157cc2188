"""Tools of the page: offered where the page has them, and their results checked."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from agents import Agent, RunContextWrapper, function_tool

from chatkit_server import Assistant, ChatContext, create_app
from chatkit_server.settings import Settings
from chatkit_server.testing import Call, Say, ScriptedModel
from tests.http.conftest import Guest, message, running

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "page_tools" / "assistant.py"
BOTH = "switch_theme, get_selection"

Visit = Callable[..., Awaitable[Guest]]


@function_tool(failure_error_function=lambda wrapper, error: str(error))
def wave(wrapper: RunContextWrapper[ChatContext]) -> None:
    """Call a tool of the page that nobody declared."""
    wrapper.context.call_client_tool("wave", {})


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> Assistant:
    """The assistant of the page about assistants."""
    spec = importlib.util.spec_from_file_location("page_tools_assistant", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    assistant: Assistant = module.assistant
    return assistant


@pytest.fixture
def visit(
    settings: Settings,
    stack: AsyncExitStack,
    scripted: None,
    example: Assistant,
) -> Visit:
    """Serves an assistant, the example's by default; gives a guest whose page has these tools."""

    async def visit(tools: str | None = BOTH, assistant: Any = example) -> Guest:
        app = await stack.enter_async_context(running(create_app(settings, assistant=assistant)))
        http = await stack.enter_async_context(
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")
        )
        assert (await http.post("/api/auth/guest")).status_code == 201
        if tools is not None:
            http.headers["X-Client-Tools"] = tools
        return Guest(http)

    return visit


async def last(guest: Guest, thread_id: str) -> dict[str, Any]:
    return (await guest.items(thread_id))[-1]


async def answer(guest: Guest, thread_id: str, result: Any) -> None:
    await guest.events("threads.add_client_tool_output", thread_id=thread_id, result=result)


def told(model: ScriptedModel) -> Any:
    """What the model was told last of a tool."""
    return json.loads(model.inputs[-1][-1]["output"])


@pytest.mark.parametrize(
    ("header", "offered"),
    [
        (BOTH, {"switch_theme", "get_selection"}),
        ("get_selection", {"get_selection"}),
        ("confetti", set()),
        ("", set()),
        (None, set()),
    ],
)
async def test_an_agent_is_offered_the_tools_that_the_page_says_it_has(
    visit: Visit, model: ScriptedModel, header: str | None, offered: set[str]
) -> None:
    guest = await visit(header)
    model.then([Say(["Hello."])])
    await guest.create("hi")
    assert set(model.tools[-1]) == {"open_task", *offered}


async def test_the_run_goes_on_with_what_the_page_returns(
    visit: Visit, model: ScriptedModel
) -> None:
    guest = await visit()
    model.then([Call("get_selection")])
    thread_id = await guest.create("what did I select?")
    call = await last(guest, thread_id)
    assert (call["type"], call["name"], call["status"], call["arguments"]) == (
        "client_tool_call", "get_selection", "pending", {},
    )  # fmt: skip
    model.then([Call("switch_theme", {"theme": "dark"})])
    await answer(guest, thread_id, {"text": "Ask Bob", "of": "a note"})
    assert told(model) == {"text": "Ask Bob"}
    call = await last(guest, thread_id)
    assert (call["name"], call["arguments"]) == ("switch_theme", {"theme": "dark"})
    model.then([Say(["There you are."])])
    await answer(guest, thread_id, {"theme": "dark"})
    assert (await last(guest, thread_id))["content"][0]["text"] == "There you are."


@pytest.mark.parametrize(
    ("result", "problem"),
    [
        ({"words": "secret"}, "text: Field required"),
        ({"text": 7}, "text: Input should be a valid string"),
        ({"text": "secret" * 4_000}, "text: String should have at most 20000 characters"),
        (["secret"], "it: Input should be a valid dictionary or instance of Selection"),
        (None, "it: Input should be a valid dictionary or instance of Selection"),
    ],
)
async def test_a_result_that_is_not_what_was_declared_never_reaches_the_model(
    visit: Visit, model: ScriptedModel, result: Any, problem: str
) -> None:
    guest = await visit()
    model.then([Call("get_selection")])
    thread_id = await guest.create("what did I select?")
    model.then([Say(["I cannot read it."])])
    await answer(guest, thread_id, result)
    assert told(model) == {"error": f"The page's result is not what was expected: {problem}."}
    assert "secret" not in str(model.inputs[-1])


async def test_an_error_of_the_page_reaches_the_model_as_it_is(
    visit: Visit, model: ScriptedModel
) -> None:
    guest = await visit()
    model.then([Call("get_selection")])
    thread_id = await guest.create("what did I select?")
    model.then([Say(["It did not work."])])
    await answer(guest, thread_id, {"error": "Not allowed here."})
    assert told(model) == {"error": "Not allowed here."}


async def test_a_second_call_and_arguments_that_do_not_fit_are_for_the_model_to_mend(
    visit: Visit, model: ScriptedModel
) -> None:
    guest = await visit()
    model.then([Call("switch_theme", {"theme": "pink"})], [Say(["Sorry."])])
    await guest.create("pink, please")
    (refused,) = [part for part in model.inputs[-1] if part.get("type") == "function_call_output"]
    assert "theme: Input should be 'light' or 'dark'" in refused["output"]
    model.then([Call("switch_theme", {"theme": "dark"}), Call("get_selection")])
    thread_id = await guest.create("dark, and what did I select?")
    calls = [item for item in await guest.items(thread_id) if item["type"] == "client_tool_call"]
    assert [call["name"] for call in calls] == ["switch_theme"]


async def test_a_call_that_the_page_never_answered_holds_nobody_up(
    visit: Visit, model: ScriptedModel
) -> None:
    guest = await visit()
    model.then([Call("get_selection")])
    thread_id = await guest.create("what did I select?")
    model.then([Call("get_selection")])
    again = {"thread_id": thread_id, "input": message("and now?")}
    await guest.events("threads.add_user_message", **again)
    model.then([Say(["Ask Bob."])])
    await answer(guest, thread_id, {"text": "Ask Bob"})
    assert (await last(guest, thread_id))["content"][0]["text"] == "Ask Bob."


async def test_a_tool_that_the_page_does_not_have_is_never_called(
    visit: Visit, model: ScriptedModel
) -> None:
    agent = Agent[ChatContext](name="Waves", tools=[wave])
    guest = await visit(BOTH, agent)
    model.then([Call("wave")], [Say(["Your page cannot wave."])])
    thread_id = await guest.create("wave")
    assert "The user's page has no tool wave." in str(model.inputs[-1])
    assert "client_tool_call" not in {item["type"] for item in await guest.items(thread_id)}


async def test_a_page_that_says_nothing_may_be_asked_and_a_caller_without_one_not(
    visit: Visit, model: ScriptedModel
) -> None:
    agent = Agent[ChatContext](name="Waves", tools=[wave])
    guest = await visit(None, agent)
    model.then([Call("wave")])
    assert (await last(guest, await guest.create("wave")))["name"] == "wave"
    model.then([Call("wave")], [Say(["There is no page."])])
    answered = await guest.http.post("/api/chat", json={"message": "wave"})
    assert answered.json()["response"] == "There is no page."


async def test_an_effect_is_told_and_nothing_waits_for_it(
    visit: Visit, model: ScriptedModel
) -> None:
    guest = await visit(None)
    model.then([Call("open_task", {"task_id": "tsk_1"})], [Say(["It is open."])])
    events = await guest.events("threads.create", input=message("open it"))
    (effect,) = [event for event in events if event["type"] == "client_effect"]
    assert (effect["name"], effect["data"]) == ("tasks.open", {"task_id": "tsk_1"})
    assert "Opened." in str(model.inputs[-1])


@pytest.mark.parametrize("names", ["a b", "über", "x" * 65, ", ".join(f"t{n}" for n in range(65))])
async def test_names_that_cannot_be_are_refused(visit: Visit, names: str) -> None:
    guest = await visit(None)
    headers = {"X-Client-Tools": names.encode()}
    body = {"type": "threads.list", "params": {}}
    refused = await guest.http.post("/chatkit", json=body, headers=headers)
    assert refused.status_code == 400
    assert "X-Client-Tools must be at most 64 names" in refused.json()["error"]["message"]


async def test_pages_of_other_origins_may_say_it(settings: Settings) -> None:
    app = create_app(replace(settings, cors_origins=("https://shop.example",)))
    async with running(app):
        http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")
        asked = {
            "Origin": "https://shop.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "x-client-tools",
        }
        assert (await http.options("/chatkit", headers=asked)).status_code == 200
