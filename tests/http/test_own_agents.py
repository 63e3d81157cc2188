"""What anyone's own agent may do: the whole Agents SDK, over HTTP, on a scripted model."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from agents import (
    Agent,
    AgentHooks,
    GuardrailFunctionOutput,
    RunContextWrapper,
    RunHooks,
    StopAtTools,
    ToolGuardrailFunctionOutput,
    ToolInputGuardrailData,
    function_tool,
    handoff,
    input_guardrail,
    output_guardrail,
    tool_input_guardrail,
)
from chatkit.widgets import WidgetRoot
from pydantic import BaseModel

from chatkit_server import (
    Assistant,
    ChatContext,
    Host,
    Refusal,
    RequestContext,
    composition,
)
from chatkit_server.assistant.models import ConfiguredModel
from chatkit_server.settings import Settings
from chatkit_server.testing import Call, Fail, Say, ScriptedModel
from tests.http.conftest import Guest, message
from widgets import ui

Serve = Callable[..., Any]


async def answers_of(guest: Guest, thread_id: str) -> list[dict[str, Any]]:
    """What followed the user's newest message."""
    items = await guest.items(thread_id)
    newest = max(at for at, item in enumerate(items) if item["type"] == "user_message")
    return items[newest + 1 :]


def text_of(item: dict[str, Any]) -> str:
    text: str = item["content"][0]["text"]
    return text


async def test_tools_find_the_user_the_thread_and_the_store_in_their_context(
    serve: Serve, model: ScriptedModel
) -> None:
    seen: list[ChatContext] = []

    @function_tool
    async def look(ctx: RunContextWrapper[ChatContext], depth: int) -> str:
        """Look around."""
        chat = ctx.context
        await chat.progress("Looking around", icon="search")
        stored = await chat.store.load_thread(chat.thread.id, chat.request_context)
        await chat.stream_widget(ui.card(ui.text(f"{depth} deep")), f"{depth} deep")
        seen.append(chat)
        return f"{chat.user.kind} in {stored.id}"

    guest = await serve(Agent[ChatContext](name="Own", tools=[look]))
    model.then([Call("look", {"depth": 3})], [Say(["Seen."])])
    events = await guest.events("threads.create", input=message("look"))
    thread_id = events[0]["thread"]["id"]

    (progress,) = [event for event in events if event["type"] == "progress_update"]
    assert (progress["text"], progress["icon"]) == ("Looking around", "search")
    _tools, widget, said = await answers_of(guest, thread_id)
    assert (widget["copy_text"], text_of(said)) == ("3 deep", "Seen.")
    (context,) = seen
    assert context.user.id == context.request_context.owner
    assert context.message_id is not None
    assert f"guest in {thread_id}" in str(model.inputs[-1])


async def test_a_tool_has_the_page_do_something_and_the_agent_goes_on_with_the_result(
    serve: Serve, model: ScriptedModel
) -> None:
    @function_tool
    async def switch_theme(ctx: RunContextWrapper[ChatContext], theme: str) -> None:
        """Switch the theme."""
        ctx.context.call_client_tool("switch_theme", {"theme": theme})

    stop = StopAtTools(stop_at_tool_names=["switch_theme"])
    guest = await serve(
        Agent[ChatContext](name="Own", tools=[switch_theme], tool_use_behavior=stop)
    )
    model.then([Call("switch_theme", {"theme": "dark"})])
    thread_id = await guest.create("make it dark")
    _tools, call = await answers_of(guest, thread_id)
    assert (call["type"], call["status"], call["name"]) == (
        "client_tool_call",
        "pending",
        "switch_theme",
    )
    assert call["arguments"] == {"theme": "dark"}

    model.then([Say(["It is dark now."])])
    result = {"thread_id": thread_id, "result": {"was": "light"}}
    await guest.events("threads.add_client_tool_output", **result)
    _tools, call, said = await answers_of(guest, thread_id)
    assert (call["status"], text_of(said)) == ("completed", "It is dark now.")
    assert "was" in str(model.inputs[-1]) and "light" in str(model.inputs[-1])


async def test_handoffs_go_on_in_the_same_answer(serve: Serve, model: ScriptedModel) -> None:
    billing = Agent[ChatContext](name="Billing", instructions="You know bills.")
    triage = Agent[ChatContext](name="Triage", handoffs=[handoff(billing)])
    guest = await serve(triage)
    model.then([Call("transfer_to_billing")], [Say(["Your bill ", "is paid."])])
    thread_id = await guest.create("my bill?")
    assert [text_of(item) for item in await answers_of(guest, thread_id)] == ["Your bill is paid."]
    assert model.instructions == [None, "You know bills."]


async def test_agents_that_are_tools_say_nothing_themselves(
    serve: Serve, model: ScriptedModel
) -> None:
    poet = Agent[ChatContext](name="Poet", instructions="You write poems.")
    tool = poet.as_tool("write_poem", "Writes a poem.")
    guest = await serve(Agent[ChatContext](name="Editor", tools=[tool]))
    model.then(
        [Call("write_poem", {"input": "about rain"})],
        [Say(["Raw poem, ", "not for the user."])],
        [Say(["Here is something about rain."])],
    )
    events = await guest.events("threads.create", input=message("a poem"))
    thread_id = events[0]["thread"]["id"]
    _tools, said = await answers_of(guest, thread_id)
    assert text_of(said) == "Here is something about rain."
    assert "Raw poem" not in json.dumps(events)
    assert "Raw poem, not for the user." in str(model.inputs[-1])


async def test_hooks_of_the_run_and_of_the_agent_are_called(
    serve: Serve, model: ScriptedModel
) -> None:
    told: list[str] = []

    class OfRun(RunHooks[ChatContext]):
        async def on_tool_end(self, context: Any, agent: Any, tool: Any, result: Any) -> None:
            told.append(f"{agent.name} used {tool.name}")

        async def on_handoff(self, context: Any, from_agent: Any, to_agent: Any) -> None:
            told.append(f"{from_agent.name} to {to_agent.name}")

    class OfAgent(AgentHooks[ChatContext]):
        async def on_end(self, context: Any, agent: Any, output: Any) -> None:
            told.append(f"{agent.name} ended for a {context.context.user.kind}: {output}")

    @function_tool
    def clock() -> str:
        """Tell the time."""
        return "noon"

    second = Agent[ChatContext](name="Second", hooks=OfAgent())
    first = Agent[ChatContext](name="First", tools=[clock], handoffs=[second])
    guest = await serve(Assistant(agent=lambda context: first, hooks=OfRun()))
    model.then([Call("clock")], [Call("transfer_to_second")], [Say(["Done."])])
    await guest.create("go")
    assert told == ["First used clock", "First to Second", "Second ended for a guest: Done."]


@input_guardrail(run_in_parallel=False)
async def only_dice(ctx: Any, agent: Any, input: Any) -> GuardrailFunctionOutput:
    return GuardrailFunctionOutput(Refusal("I only talk about dice."), "bomb" in str(input[-1]))


@output_guardrail
async def no_numbers(ctx: Any, agent: Any, output: Any) -> GuardrailFunctionOutput:
    return GuardrailFunctionOutput({"reasoning": "secret"}, "42" in str(output))


@tool_input_guardrail
def no_zero(data: ToolInputGuardrailData) -> ToolGuardrailFunctionOutput:
    if '"count": 0' in data.context.tool_arguments:
        return ToolGuardrailFunctionOutput.raise_exception(output_info="internal")
    return ToolGuardrailFunctionOutput.allow()


@pytest.mark.parametrize(
    ("asked", "turns", "said"),
    [
        ("build a bomb", [], "I only talk about dice."),
        ("tell", [[Say(["It is ", "42"])]], "I can't show an answer to that request."),
        ("roll", [[Call("roll", {"count": 0})]], "I can't help with that request."),
    ],
    ids=["input", "output", "tool"],
)
async def test_a_guardrail_has_the_assistant_say_so_and_nothing_else_stays(
    serve: Serve, model: ScriptedModel, asked: str, turns: list[Any], said: str
) -> None:
    @function_tool(tool_input_guardrails=[no_zero])
    def roll(count: int) -> str:
        """Roll dice."""
        return "6"

    guest = await serve(
        Agent[ChatContext](
            name="Own",
            tools=[roll],
            input_guardrails=[only_dice],
            output_guardrails=[no_numbers],
        )
    )
    model.then(*turns)
    events = await guest.events("threads.create", input=message(asked))
    thread_id = events[0]["thread"]["id"]
    assert [text_of(item) for item in await answers_of(guest, thread_id)] == [said]
    assert not [event for event in events if event["type"] == "error"]  # so there is no Retry
    assert "secret" not in json.dumps(events)

    model.then([Say(["A die has six sides."])])
    asking = {"thread_id": thread_id, "input": message("how many sides?")}
    await guest.events("threads.add_user_message", **asking)
    (answer,) = await answers_of(guest, thread_id)
    assert text_of(answer) == "A die has six sides."
    assert said in str(model.inputs[-1])


class Line(BaseModel):
    name: str
    count: int


class Order(BaseModel):
    order_id: str
    giftWrapped: bool  # as others write them
    lines: list[Line]
    note: str | None = None


@dataclass
class Reply:
    answer: str


ORDER = '{"order_id": "7", "giftWrapped": true, "lines": [{"name": "Oats", "count": 12}]}'


@pytest.mark.parametrize(
    ("output_type", "pieces", "shown"),
    [
        (
            Order,
            [ORDER[:20], ORDER[20:]],
            "- **Order id:** 7\n- **Gift Wrapped:** yes\n- **Lines:**\n"
            "  - **Name:** Oats, **Count:** 12",
        ),
        (list[str], ['{"response": ["a', '", "b"]}'], "- a\n- b"),
        (int, ['{"response": 3}'], "3"),
        (Reply, ['{"response": {"answer": "Yes."}}'], "Yes."),
        (str, ["Plain ", "text"], "Plain text"),
    ],
    ids=["object", "list", "number", "one text", "text"],
)
async def test_structured_outputs_are_said_in_words(
    serve: Serve, model: ScriptedModel, output_type: Any, pieces: list[str], shown: str
) -> None:
    guest = await serve(Agent[ChatContext](name="Own", output_type=output_type))
    model.then([Say(pieces)])
    events = await guest.events("threads.create", input=message("go"))
    (said,) = await answers_of(guest, events[0]["thread"]["id"])
    assert text_of(said) == shown
    updates = [event["update"] for event in events if event["type"] == "thread.item.updated"]
    deltas = [update["delta"] for update in updates if "delta" in update]
    assert deltas == (pieces if output_type is str else [])
    assert [each["content"]["text"] for each in updates if "content" in each] == ["", shown]


async def test_an_assistant_presents_structured_outputs_as_it_likes(
    serve: Serve, model: ScriptedModel
) -> None:
    def present(order: Order, context: RequestContext) -> WidgetRoot | str:
        if not order.lines:
            return f"Order {order.order_id} is empty."
        return ui.card(ui.title(f"Order {order.order_id}"))

    agent = Agent[ChatContext](name="Own", output_type=Order)
    guest = await serve(Assistant(agent=lambda context: agent, present=present))
    model.then([Say([ORDER])])
    thread_id = await guest.create("my order")
    (widget,) = await answers_of(guest, thread_id)
    assert widget["widget"]["children"][0]["value"] == "Order 7"
    model.then([Say(['{"order_id": "8", "giftWrapped": false, "lines": []}'])])
    await guest.events("threads.add_user_message", thread_id=thread_id, input=message("8?"))
    (said,) = await answers_of(guest, thread_id)
    assert text_of(said) == "Order 8 is empty."


async def test_too_many_turns_are_told_clearly(serve: Serve, model: ScriptedModel) -> None:
    @function_tool
    def again() -> str:
        """Do it again."""
        return "again"

    agent = Agent[ChatContext](name="Own", tools=[again])
    guest = await serve(Assistant(agent=lambda context: agent, max_turns=2))
    model.then([Call("again")], [Call("again")], [Call("again")])
    events = await guest.events("threads.create", input=message("go"))
    (error,) = [event for event in events if event["type"] == "error"]
    assert "took more steps than allowed" in error["message"]
    assert error["allow_retry"] is True


async def test_agents_that_name_models_get_them_from_the_provider_of_the_settings(
    serve: Serve, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    asked: list[str | None] = []

    def configured(settings: Settings) -> ConfiguredModel:
        asked.append(settings.model)
        return ConfiguredModel(model, "scripted")

    first = Agent[ChatContext](name="First", model="large")
    guest = await serve(first)
    model.then([Say(["Without a provider, the embedded model."])])
    await guest.create("hi")
    monkeypatch.setattr(composition, "configured_model", configured)
    object.__setattr__(settings, "openai_api_key", "sk-test")
    object.__setattr__(settings, "titles", "first-sentence")  # a model would be asked for them
    second = Agent[ChatContext](name="Second", model="small")
    guest = await serve(Agent[ChatContext](name="First", model="large", handoffs=[second]))
    model.then([Call("transfer_to_second")], [Say(["Small."])])
    await guest.create("hi")
    assert asked == ["large", "small"]


async def test_a_function_gets_the_host_that_it_makes_an_assistant_for(
    serve: Serve, model: ScriptedModel, settings: Settings
) -> None:
    def make(host: Host) -> Agent[ChatContext]:
        assert host.settings is settings
        assert host.model is model
        return Agent(name="Made", model=host.model)

    guest = await serve(make)
    model.then([Say(["Made."])])
    assert text_of((await answers_of(guest, await guest.create("hi")))[0]) == "Made."


async def test_a_model_that_fails_in_its_middle_is_no_refusal(
    serve: Serve, model: ScriptedModel
) -> None:
    guest = await serve(Agent[ChatContext](name="Own", output_guardrails=[no_numbers]))
    model.then([Say(["Half"]), Fail(RuntimeError("hunter2"))])
    events = await guest.events("threads.create", input=message("hi"))
    assert [event["type"] for event in events].count("error") == 1
    assert "hunter2" not in json.dumps(events)
