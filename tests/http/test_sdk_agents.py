"""Agents as they are written for the ChatKit SDK itself, served unchanged."""

from __future__ import annotations

from datetime import datetime

from agents import Agent, RunContextWrapper, StopAtTools, function_tool
from chatkit.agents import AgentContext, ClientToolCall
from chatkit.types import (
    CustomTask,
    HiddenContextItem,
    ProgressUpdateEvent,
    ThreadItemDoneEvent,
    Workflow,
)
from chatkit.widgets import Card, Text

from chatkit_server.testing import Call, Say, ScriptedModel
from tests.http.conftest import message
from tests.http.test_own_agents import Serve, answers_of, text_of


@function_tool(description_override="Look up the weather.")
async def weather(ctx: RunContextWrapper[AgentContext], place: str) -> dict[str, str]:
    context = ctx.context
    await context.stream(ProgressUpdateEvent(icon="search", text=f"Asking about {place}"))
    await context.start_workflow(Workflow(type="custom", tasks=[]))
    await context.add_workflow_task(CustomTask(title="Ask the station"))
    await context.end_workflow()
    await context.stream_widget(Card(children=[Text(value=f"Rain in {place}")]))
    page = await context.store.load_thread_items(
        context.thread.id, None, 5, "desc", context.request_context
    )
    note = HiddenContextItem(
        id=context.generate_id("message"),
        thread_id=context.thread.id,
        created_at=datetime.now(),  # noqa: DTZ005 # as the SDK's own items have it
        content=f"<asked_about>{place}</asked_about>",
    )
    await context.stream(ThreadItemDoneEvent(item=note))
    context.thread.metadata["asked"] = place
    asked = [item.id for item in page.data if item.type == "user_message"]
    return {"weather": "rain", "asked": asked[0]}


@function_tool
async def open_map(ctx: RunContextWrapper[AgentContext], place: str) -> None:
    """Open the map in the page."""
    ctx.context.client_tool_call = ClientToolCall(name="open_map", arguments={"place": place})


AGENT = Agent[AgentContext](
    model="gpt-4.1-mini",
    name="Weather",
    instructions="You know the weather.",
    tools=[weather, open_map],
    tool_use_behavior=StopAtTools(stop_at_tool_names=[open_map.name]),
)


async def test_an_agent_of_the_sdk_streams_shows_remembers_and_calls_the_page(
    serve: Serve, model: ScriptedModel
) -> None:
    guest = await serve(AGENT)
    model.then(
        [Call("weather", {"place": "Oslo"})],
        [Call("open_map", {"place": "Oslo"})],
    )
    events = await guest.events("threads.create", input=message("weather in Oslo?"))
    thread_id = events[0]["thread"]["id"]
    assert "Asking about Oslo" in [event.get("text") for event in events]
    shown, workflow, widget, opening, call = await answers_of(guest, thread_id)
    assert [one["workflow"]["tasks"][0]["title"] for one in (shown, workflow, opening)] == [
        "Weather",
        "Ask the station",
        "Open map",
    ]
    assert shown["workflow"]["tasks"][0]["status_indicator"] == "complete"
    ends = [event["item"]["id"] for event in events if event["type"] == "thread.item.done"]
    assert ends.count(shown["id"]) == ends.count(workflow["id"]) == 1
    assert widget["widget"]["children"][0]["value"] == "Rain in Oslo"
    assert (call["type"], call["arguments"]) == ("client_tool_call", {"place": "Oslo"})
    question = next(item for item in await guest.items(thread_id) if item["type"] == "user_message")
    assert question["id"] in str(model.inputs[-1])

    model.then([Say(["There it is."])])
    await guest.events("threads.add_client_tool_output", thread_id=thread_id, result={"ok": True})
    assert text_of((await answers_of(guest, thread_id))[-1]) == "There it is."
    assert "<asked_about>Oslo</asked_about>" in str(model.inputs[-1])
