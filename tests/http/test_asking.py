"""Tools that ask the user, or have the page do something: answered, skipped, never answered."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import httpx
import pytest
from agents import Agent

from chatkit_server import ChatContext, create_app
from chatkit_server.testing import Call, Say, ScriptedModel
from tests.http.conftest import Guest, message, running

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "asking_assistant.py"


@pytest.fixture
def example() -> Any:
    """The example of the page about assistants."""
    spec = importlib.util.spec_from_file_location("asking_assistant", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
async def guest(settings: Any, stack: Any, scripted: None, example: Any) -> Guest:
    """A guest of a server with the agent of the example."""
    agent: Agent[ChatContext] = example.agent
    app = await stack.enter_async_context(running(create_app(settings, assistant=agent)))
    http = await stack.enter_async_context(
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")
    )
    await http.post("/api/auth/guest")
    return Guest(http)


async def newest(guest: Guest, thread_id: str) -> dict[str, Any]:
    return (await guest.items(thread_id))[-1]


async def test_the_example_cancels_what_the_user_approved(
    guest: Guest, model: ScriptedModel, example: Any
) -> None:
    model.then([Call("cancel_meeting", {"title": "Standup"})])
    thread_id = await guest.create("cancel the standup")
    card = await newest(guest, thread_id)
    assert example.CANCELLED == []
    model.then([Say(["Done."])])
    approved = {"type": "run.approve", "payload": {}}
    params = {"thread_id": thread_id, "item_id": card["id"], "action": approved}
    await guest.events("threads.custom_action", **params)
    assert example.CANCELLED == ["Standup"]


async def test_the_agent_stops_and_goes_on_with_the_answers(
    guest: Guest, model: ScriptedModel
) -> None:
    model.then([Call("plan_meeting")])
    thread_id = await guest.create("plan a meeting")
    asked = await newest(guest, thread_id)
    assert (asked["type"], asked["status"]) == ("structured_input", "pending")
    where, who, about = asked["inputs"]
    assert [option["value"] for option in where["options"]] == ["Berlin", "Lisbon", "Online"]
    assert (where["multiple"], who["multiple"], about["type"]) == (False, True, "freeform")
    assert len({each["id"] for each in asked["inputs"]}) == 3

    model.then([Say(["It is planned."])])
    answers = {
        where["id"]: {"values": ["Porto"]},
        who["id"]: {"values": ["Ada", "Grace"]},
        about["id"]: {"skipped": True},
    }
    params = {"thread_id": thread_id, "item_id": asked["id"], "input": {"answers": answers}}
    await guest.events("threads.add_structured_input", **params)
    told = str(model.inputs[-1])
    assert "Where?: Porto" in told
    assert "Who comes?: Ada, Grace" in told
    assert "What is it about?: skipped" in told
    assert (await newest(guest, thread_id))["content"][0]["text"] == "It is planned."
    again = await guest.post("threads.add_structured_input", **params)
    assert again.status_code == 409


async def test_what_several_tools_of_one_turn_ask_is_asked_together(
    guest: Guest, model: ScriptedModel
) -> None:
    model.then([Call("plan_meeting"), Call("plan_meeting")])
    thread_id = await guest.create("plan two meetings")
    asked = [item for item in await guest.items(thread_id) if item["type"] == "structured_input"]
    assert len(asked) == 1
    assert len({each["id"] for each in asked[0]["inputs"]}) == 6


async def test_who_writes_instead_of_answering_skips_the_questions(
    guest: Guest, model: ScriptedModel
) -> None:
    model.then([Call("plan_meeting")])
    thread_id = await guest.create("plan a meeting")
    asked = await newest(guest, thread_id)
    model.then([Say(["Fine."])])
    going_on = {"thread_id": thread_id, "input": message("never mind")}
    events = await guest.events("threads.add_user_message", **going_on)
    (replaced,) = [event for event in events if event["type"] == "thread.item.replaced"]
    assert replaced["item"]["status"] == "skipped"
    assert "Where?: skipped" in str(model.inputs[-1])
    late = {"thread_id": thread_id, "item_id": asked["id"], "input": {"status": "skipped"}}
    assert (await guest.post("threads.add_structured_input", **late)).status_code == 409


async def test_a_page_that_never_answers_does_not_block_the_thread(
    guest: Guest, model: ScriptedModel
) -> None:
    model.then([Call("open_task", {"task_id": "tsk_1"})])
    thread_id = await guest.create("open it")
    call = await newest(guest, thread_id)
    assert (call["type"], call["status"]) == ("client_tool_call", "pending")
    assert call["arguments"] == {"task_id": "tsk_1"}
    model.then([Say(["Never mind."])])
    going_on = {"thread_id": thread_id, "input": message("and now?")}
    await guest.events("threads.add_user_message", **going_on)
    assert "gave no result before the user went on" in str(model.inputs[-1])
    late = await guest.post("threads.add_client_tool_output", thread_id=thread_id, result={})
    assert late.status_code == 409


async def test_one_call_of_the_page_waits_at_a_time(guest: Guest, model: ScriptedModel) -> None:
    first, second = (Call("open_task", {"task_id": id}) for id in ("tsk_1", "tsk_2"))
    model.then([first, second])
    thread_id = await guest.create("open both")
    calls = [item for item in await guest.items(thread_id) if item["type"] == "client_tool_call"]
    assert [call["arguments"] for call in calls] == [{"task_id": "tsk_1"}]


async def test_a_result_of_the_page_that_is_too_long_is_refused(
    guest: Guest, model: ScriptedModel
) -> None:
    model.then([Call("open_task", {"task_id": "tsk_1"})])
    thread_id = await guest.create("open it")
    params = {"thread_id": thread_id, "result": {"text": "x" * 200_000}}
    refused = await guest.post("threads.add_client_tool_output", **params)
    assert refused.status_code == 413
    assert "at most 200,000 are allowed" in refused.json()["error"]["message"]
    model.then([Say(["It is open."])])
    await guest.events("threads.add_client_tool_output", thread_id=thread_id, result=None)
    assert (await newest(guest, thread_id))["content"][0]["text"] == "It is open."
