"""The model and the tool that a user chooses for a message, down to what the provider is asked."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from agents import Agent, RunContextWrapper, StopAtTools, function_tool
from chatkit.types import ThreadStreamEvent

from chatkit_server import Assistant, ChatContext, ClientConfig
from chatkit_server.assistant.base import Turn
from chatkit_server.offered import offered_models
from tests.http.conftest import Guest, message
from tests.provider import Provider, call, say

Serve = Callable[..., Awaitable[Guest]]

MODELS = offered_models("Fast=small-1, Deep=large-1, other-1")


@function_tool
async def look_up(word: str) -> str:
    """Look a word up."""
    return f"{word} is a word"


@function_tool
async def theme(wrapper: RunContextWrapper[ChatContext]) -> None:
    """Have the page change its theme."""
    wrapper.context.call_client_tool("theme", {"dark": True})


AGENT: Agent[ChatContext] = Agent(
    name="Words",
    tools=[look_up, theme],
    tool_use_behavior=StopAtTools(stop_at_tool_names=["theme"]),
)


@pytest.fixture
def serve(serve_on_provider: Serve) -> Serve:
    """Serves an agent or an assistant on the provider's models; gives a guest's client."""

    async def serve(servable: Any = AGENT, **changes: Any) -> Guest:
        return await serve_on_provider(servable, **{"models": MODELS, "model": None, **changes})

    return serve


def choosing(text: str = "hi", **options: Any) -> dict[str, Any]:
    return {**message(text), "inference_options": options}


async def composer(guest: Guest) -> dict[str, Any]:
    options = (await guest.http.get("/api/client")).json()["options"]
    return dict(options["composer"])


async def test_the_page_is_offered_the_models_by_the_names_that_users_know(serve: Serve) -> None:
    assert (await composer(await serve()))["models"] == [
        {"id": "Fast", "label": "Fast", "description": "small-1", "default": True},
        {"id": "Deep", "label": "Deep", "description": "large-1"},
        {"id": "other-1", "label": "other-1"},
    ]


async def test_the_model_of_the_settings_is_the_default_among_them(serve: Serve) -> None:
    models = (await composer(await serve(model="large-1")))["models"]
    assert [each.get("default", False) for each in models] == [False, True, False]


async def test_nothing_is_offered_where_the_embedded_model_answers_or_an_agent_has_its_own(
    serve: Serve,
) -> None:
    assert "models" not in await composer(await serve(openai_base_url=None))
    assert (await composer(await serve(AGENT.clone(model="its-own"))))["models"] == []


async def test_the_model_that_is_chosen_answers_and_stays_with_its_message(
    serve: Serve, provider: Provider
) -> None:
    guest = await serve()
    events = await guest.events("threads.create", input=choosing(model="Deep"))
    thread_id = events[0]["thread"]["id"]
    await guest.events("threads.add_user_message", thread_id=thread_id, input=choosing())
    items = await guest.items(thread_id)
    assert items[0]["inference_options"] == {"model": "Deep"}
    await guest.events("threads.retry_after_item", thread_id=thread_id, item_id=items[0]["id"])

    assert provider.models == ["large-1", "small-1", "large-1"]
    assert [item["type"] for item in await guest.items(thread_id)] == [
        "user_message",
        "assistant_message",
    ]


async def test_an_answer_goes_on_with_the_model_that_began_it(
    serve: Serve, provider: Provider
) -> None:
    guest = await serve()
    provider.script.append(call("theme"))
    events = await guest.events(
        "threads.create", input=choosing(model="Deep", tool_choice={"id": "theme"})
    )
    thread_id = events[0]["thread"]["id"]
    await guest.events("threads.add_client_tool_output", thread_id=thread_id, result={"ok": True})

    assert provider.models == ["large-1", "large-1"]
    # The tool had its turn: it is not called for ever.
    assert "tool_choice" in provider.requests[0] and "tool_choice" not in provider.requests[1]


async def test_what_an_agent_hands_over_to_has_the_chosen_model_unless_it_names_one(
    serve: Serve, provider: Provider
) -> None:
    own = Agent[ChatContext](name="Own", model="its-own")
    middle = Agent[ChatContext](name="Middle", handoffs=[own])
    guest = await serve(Agent[ChatContext](name="First", handoffs=[middle]))
    provider.script.extend([call("transfer_to_middle"), call("transfer_to_own"), say("Here.")])
    await guest.events("threads.create", input=choosing(model="Deep"))
    assert provider.models == ["large-1", "large-1", "its-own"]


@pytest.mark.parametrize("model", ["small-1", "gone", "", "fast"])
async def test_a_model_that_is_not_offered_is_refused(
    serve: Serve, provider: Provider, model: str
) -> None:
    guest = await serve()
    thread_id = await guest.create("hi")
    requests: list[tuple[str, dict[str, Any]]] = [
        ("threads.create", {}),
        ("threads.add_user_message", {"thread_id": thread_id}),
    ]
    for type, place in requests:
        response = await guest.post(type, input=choosing(model=model), **place)
        assert response.status_code == 400
        error = response.json()["error"]
        assert error["message"] == f'There is no model "{model}" to choose here.'
    assert len(await guest.items(thread_id)) == 2
    assert len(provider.requests) == 1


async def test_where_no_models_are_offered_a_choice_of_the_pages_changes_nothing(
    serve: Serve, provider: Provider
) -> None:
    guest = await serve(models=(), model="the-one")
    await guest.events("threads.create", input=choosing(model="expensive"))
    assert provider.models == ["the-one"]


async def test_an_edited_message_chooses_as_others_do(serve: Serve, provider: Provider) -> None:
    guest = await serve()
    thread_id = await guest.create("hi")
    place = {"thread_id": thread_id, "item_id": (await guest.items(thread_id))[0]["id"]}
    refused = await guest.post("x.threads.branch", input=choosing(model="gone"), **place)
    assert refused.status_code == 400
    await guest.events("x.threads.branch", input=choosing(model="Deep"), **place)
    assert provider.models == ["small-1", "large-1"]


async def test_a_message_whose_model_is_gone_is_retried_with_the_default(
    serve: Serve, provider: Provider
) -> None:
    before = await serve()
    events = await before.events("threads.create", input=choosing(model="Deep"))
    thread_id = events[0]["thread"]["id"]
    after = await serve(models=offered_models("Fast=small-1"))
    after.http.cookies = before.http.cookies
    item = (await after.items(thread_id))[0]
    events = await after.events("threads.retry_after_item", thread_id=thread_id, item_id=item["id"])
    assert not [event for event in events if event["type"] == "error"]
    assert provider.models == ["large-1", "small-1"]


async def test_the_models_of_azure_are_deployments(
    serve: Serve, provider: Provider, provider_url: str
) -> None:
    guest = await serve(
        openai_base_url=None,
        azure_endpoint=provider_url,
        azure_api_key="az-1",
        azure_api_version="2024-10-21",
    )
    await guest.events("threads.create", input=choosing(model="Deep"))
    assert provider.paths == ["openai/deployments/large-1/chat/completions?api-version=2024-10-21"]
    assert provider.headers[0]["api-key"] == "az-1"
    assert len((await guest.http.get("/api/client")).json()["options"]["composer"]["models"]) == 3


async def test_an_assistants_own_models_take_the_place_of_the_servers(
    serve: Serve, provider: Provider
) -> None:
    own = [{"id": "exact-name", "label": "Mine"}, {"id": "Deep", "label": "x", "disabled": True}]
    client = ClientConfig(options={"composer": {"models": own, "placeholder": "Say"}})
    guest = await serve(Assistant(agent=lambda _: AGENT, client=client))
    assert (await composer(guest))["models"] == own
    await guest.events("threads.create", input=choosing(model="exact-name"))
    for refused in ("Fast", "Deep"):
        response = await guest.post("threads.create", input=choosing(model=refused))
        assert response.status_code == 400
    assert provider.models == ["exact-name"]


async def test_a_function_that_answers_decides_by_itself(serve: Serve) -> None:
    chosen: list[Any] = []

    async def respond(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
        assert turn.message is not None
        chosen.append(turn.message.inference_options.model)
        nothing: tuple[ThreadStreamEvent, ...] = ()
        for event in nothing:
            yield event

    guest = await serve(Assistant(respond=respond))
    assert "models" not in await composer(guest)
    await guest.events("threads.create", input=choosing(model="anything"))
    assert chosen == ["anything"]


async def test_the_agent_begins_with_the_tool_that_is_chosen(
    serve: Serve, provider: Provider
) -> None:
    guest = await serve()
    provider.script.extend([call("look_up", word="milk"), say("It is.")])
    await guest.events("threads.create", input=choosing(tool_choice={"id": "look_up"}))
    first, second = provider.requests
    assert first["tool_choice"] == {"type": "function", "function": {"name": "look_up"}}
    assert "tool_choice" not in second
    assert "milk is a word" in json.dumps(second["messages"])


async def test_a_tool_that_is_not_there_is_refused(serve: Serve, provider: Provider) -> None:
    guest = await serve()
    response = await guest.post("threads.create", input=choosing(tool_choice={"id": "fly"}))
    assert response.status_code == 400
    assert response.json()["error"]["message"] == 'There is no tool "fly" to choose here.'
    assert not provider.requests


async def test_only_the_tools_of_the_composer_can_be_chosen_where_it_has_any(
    serve: Serve, provider: Provider
) -> None:
    tools = [{"id": name, "label": name, "icon": "search"} for name in ("look_up", "fly")]
    client = ClientConfig(options={"composer": {"tools": tools}})
    guest = await serve(Assistant(agent=lambda _: AGENT, client=client))
    response = await guest.post("threads.create", input=choosing(tool_choice={"id": "theme"}))
    assert response.status_code == 400
    await guest.events("threads.create", input=choosing(tool_choice={"id": "look_up"}))
    # One that the composer has and the agent has not is the assistant's mistake.
    events = await guest.events("threads.create", input=choosing(tool_choice={"id": "fly"}))
    (error,) = [event for event in events if event["type"] == "error"]
    assert error["message"] == 'The assistant has no tool "fly".'
    assert error["allow_retry"] is False
    assert len(provider.requests) == 1
