"""Threads get a title of the model's after their first answer, and nobody waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import httpx
import pytest
from agents import Agent
from starlette.applications import Starlette
from starlette.responses import Response, StreamingResponse

from chatkit_server import composition
from chatkit_server.access.model import SessionConfiguration, Workflow
from chatkit_server.app import create_app
from chatkit_server.assistant.model_titles import INSTRUCTIONS, ModelTitles, tidy
from chatkit_server.settings import Settings
from chatkit_server.testing import Say, ScriptedModel
from tests.http.conftest import Guest, message, page_with, running
from tests.provider import Answer, Provider, complete, hanging, refuse, say

FIRST = "Hi! Where do rivers begin? I forgot."
SENTENCE = "Where do rivers begin"


@pytest.fixture
def settings(settings: Settings, provider_url: str) -> Settings:
    return replace(settings, openai_base_url=f"{provider_url}/v1", model="test")


async def made(settings: Settings, stack: AsyncExitStack) -> Starlette:
    app = create_app(settings, assistant=Agent("Geographer"))
    return await stack.enter_async_context(running(app))


@pytest.fixture
async def app(settings: Settings, stack: AsyncExitStack) -> Starlette:
    """The application, started, on the provider's model."""
    return await made(settings, stack)


async def guest_of(app: Starlette, stack: AsyncExitStack) -> Guest:
    http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")
    await stack.enter_async_context(http)
    assert (await http.post("/api/auth/guest")).status_code == 201
    return Guest(http)


async def title_of(guest: Guest) -> Any:
    (thread,) = (await guest.post("threads.list")).json()["data"]
    return thread.get("title")


async def test_a_title_follows_the_answer_and_open_pages_are_told(
    app: Starlette, guest: Guest, owner: str, provider: Provider
) -> None:
    provider.script += [say("In ", "springs."), complete("**“Sources of rivers”**\n\nHere you go")]
    tail = app.state.server.changes.follow(owner)
    events = await guest.events("threads.create", input=message(FIRST))
    thread_id = events[0]["thread"]["id"]
    named = [event["thread"]["title"] for event in events if event["type"] == "thread.updated"]
    assert named == [SENTENCE]

    async for chunk in tail:
        if b"thread.changed" in chunk:
            assert thread_id.encode() in chunk
            break
    tail.close()
    assert await title_of(guest) == "Sources of rivers"
    asked = provider.requests[1]["messages"]
    assert [part["role"] for part in asked] == ["system", "user"]
    assert asked[0]["content"] == INSTRUCTIONS
    assert FIRST in str(asked[1]["content"])
    assert "In springs." in str(asked[1]["content"])

    provider.script += [say("Yes.")]
    await guest.events("threads.add_user_message", thread_id=thread_id, input=message("really?"))
    await app.state.asides.settled()
    assert len(provider.requests) == 3
    assert await title_of(guest) == "Sources of rivers"


async def test_a_model_of_the_agents_own_names_its_threads(
    settings: Settings, stack: AsyncExitStack, provider: Provider
) -> None:
    model = ScriptedModel([Say(["In springs."])], [Say(["Sources of rivers"])])
    app = create_app(settings, assistant=Agent("Geographer", model=model))
    guest = await guest_of(await stack.enter_async_context(running(app)), stack)
    await guest.events("threads.create", input=message(FIRST))
    await app.state.asides.settled()
    assert await title_of(guest) == "Sources of rivers"
    assert provider.requests == []


@pytest.mark.parametrize(
    "answer",
    [refuse(400), complete(""), complete(" \n“”.")],
    ids=["refused", "empty", "without words"],
)
async def test_without_a_title_the_first_sentence_stays(
    app: Starlette, guest: Guest, provider: Provider, answer: Answer
) -> None:
    provider.script += [say("In springs."), answer]
    await guest.create(FIRST)
    await app.state.asides.settled()
    assert len(provider.requests) == 2
    assert await title_of(guest) == SENTENCE


async def test_a_title_that_does_not_come_in_time_is_given_up(
    settings: Settings,
    stack: AsyncExitStack,
    provider: Provider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(composition, "ModelTitles", partial(ModelTitles, seconds=0.5))
    app = await made(settings, stack)
    guest = await guest_of(app, stack)
    provider.script += [say("In springs."), hanging]
    await guest.create(FIRST)
    await app.state.asides.settled()
    assert await title_of(guest) == SENTENCE


async def test_a_name_that_the_user_gave_meanwhile_stays(
    app: Starlette, guest: Guest, provider: Provider
) -> None:
    given = asyncio.Event()

    def late() -> Response:
        async def title() -> AsyncIterator[bytes]:
            await given.wait()
            yield complete("Sources of rivers")().body

        return StreamingResponse(title(), media_type="application/json")

    provider.script += [say("In springs."), late]
    thread_id = await guest.create(FIRST)
    await guest.post("threads.update", thread_id=thread_id, title="Mine")
    given.set()
    await app.state.asides.settled()
    assert len(provider.requests) == 2
    assert await title_of(guest) == "Mine"


async def test_sessions_without_titles_and_the_setting_save_the_call(
    app: Starlette,
    owner: str,
    provider: Provider,
    settings: Settings,
    stack: AsyncExitStack,
) -> None:
    _, secret = await app.state.chat_sessions.create(
        owner,
        timedelta(minutes=10),
        workflow=Workflow("default"),
        configuration=SessionConfiguration(titling=False),
    )
    page = page_with(app, secret)
    await page.create(FIRST)
    await app.state.asides.settled()
    assert await title_of(page) is None
    await page.http.aclose()
    assert len(provider.requests) == 1

    other = await made(replace(settings, titles="first-sentence"), stack)
    guest = await guest_of(other, stack)
    await guest.create(FIRST)
    await other.state.asides.settled()
    assert await title_of(guest) == SENTENCE
    assert len(provider.requests) == 2


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        ("rivers and springs.", "Rivers and springs"),
        ("Title: “Rivers”", "Rivers"),
        ("\n\n# Rivers\nSprings", "Rivers"),
        ("word " * 50, f"{'Word' + ' word' * 10}…"),
        ("«»", None),
        ("", None),
    ],
)
def test_a_title_is_one_short_line(answer: str, title: str | None) -> None:
    assert tidy(answer) == title
