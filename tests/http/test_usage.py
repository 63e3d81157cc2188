"""What answers took, as back ends are told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import httpx
import pytest
from agents import Agent, function_tool
from sqlalchemy import select

from chatkit_server import ChatContext, usage
from chatkit_server.access.api_keys import ApiKeys
from chatkit_server.database import runs
from chatkit_server.http.admin import usage as admin_usage
from chatkit_server.offered import offered_models
from chatkit_server.settings import Settings
from chatkit_server.spending import Spent
from chatkit_server.usage import Usage
from stores.engine import Database, create_engine
from tests.http.conftest import Guest, message
from tests.provider import USAGE, Provider, call, complete, refuse

TODAY = datetime(2026, 11, 21, 12, tzinfo=UTC)
Serve = Callable[..., Awaitable[Guest]]


@function_tool
async def look_up(word: str) -> str:
    """Look a word up."""
    return word


AGENT: Agent[ChatContext] = Agent(name="Words", tools=[look_up])


class _Noon(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return TODAY.astimezone(tz)


@pytest.fixture(autouse=True)
def one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """All answers of a test are of one day, even at midnight."""
    monkeypatch.setattr(usage, "datetime", _Noon)
    monkeypatch.setattr(admin_usage, "datetime", _Noon)


@pytest.fixture
async def database(stack: AsyncExitStack, settings: Settings) -> Any:
    engine = create_engine(settings.database_url)
    stack.push_async_callback(engine.dispose)
    return engine


@pytest.fixture
def ask(database: Any) -> Callable[..., Awaitable[httpx.Response]]:
    """Asks for the usage with a key of a scope."""

    async def ask(guest: Guest, scope: str = "users", **query: Any) -> httpx.Response:
        _, key = await ApiKeys(database).create("billing", [scope])  # type: ignore[list-item] # one
        headers = {"Authorization": f"Bearer {key}"}
        return await guest.http.get("/api/admin/usage", params=query, headers=headers)

    return ask


async def test_tokens_and_time_of_every_answer_are_kept_with_what_became_of_it(
    serve_on_provider: Serve, provider: Provider, database: Any, ask: Any
) -> None:
    guest = await serve_on_provider(AGENT, models=offered_models("Fast=test, Deep=large-1"))
    user = (await guest.http.post("/api/auth/guest")).json()["user"]["id"]
    provider.script.append(call("look_up", word="milk"))
    events = await guest.events(
        "threads.create", input={**message("hi"), "inference_options": {"model": "Deep"}}
    )
    provider.script.append(refuse(400))
    thread_id = events[0]["thread"]["id"]
    await guest.events("threads.add_user_message", thread_id=thread_id, input=message("again"))

    assert all(
        request["stream_options"] == {"include_usage": True} for request in provider.requests
    )
    query = select(runs).order_by(runs.c.id)
    first, second = [row._mapping for row in await Database(database).execute(query)]
    assert first["owner"] == second["owner"] == user
    assert first["thread_id"] == second["thread_id"] == thread_id
    assert (first["assistant"], first["model"], first["outcome"]) == (
        "default",
        "large-1",
        "completed",
    )
    assert (first["input_tokens"], first["output_tokens"]) == (
        2 * USAGE["prompt_tokens"],
        2 * USAGE["completion_tokens"],
    )
    assert (second["model"], second["outcome"], second["input_tokens"]) == ("test", "failed", 0)
    assert first["seconds"] > 0

    (day,) = (await ask(guest)).json()["data"]
    assert day.pop("seconds") == pytest.approx(first["seconds"] + second["seconds"], abs=0.01)
    assert day == {
        "user": user,
        "day": first["day"],
        "runs": 2,
        "input_tokens": 80,
        "output_tokens": 4,
    }


async def test_titles_and_summaries_count_but_are_no_answers(
    serve_on_provider: Serve, provider: Provider, database: Any, ask: Any
) -> None:
    provider.beside = complete("Milk, and more milk")
    guest = await serve_on_provider(AGENT, titles="model", context_tokens=1_000)
    assert guest.app is not None
    thread_id = await guest.create("milk")
    long = message("more milk " * 200)
    for _ in range(2):
        await guest.events("threads.add_user_message", thread_id=thread_id, input=long)
    await guest.app.state.asides.settled()

    query = select(runs.c.purpose, runs.c.model, runs.c.outcome, runs.c.input_tokens)
    rows = await Database(database).execute(query)
    assert sorted(map(tuple, rows)) == [
        *[("answer", "test", "completed", 40)] * 3,
        ("summary", "test", "completed", 40),
        ("title", "test", "completed", 40),
    ]
    (day,) = (await ask(guest)).json()["data"]
    assert (day["runs"], day["input_tokens"], day["output_tokens"]) == (3, 200, 10)


async def test_an_agent_may_forbid_to_ask_for_the_count(
    serve_on_provider: Serve, provider: Provider
) -> None:
    settings = AGENT.model_settings.resolve(type(AGENT.model_settings)(include_usage=False))
    guest = await serve_on_provider(AGENT.clone(model_settings=settings))
    await guest.create("hi")
    assert provider.requests[0].get("stream_options") in (None, {"include_usage": False})


async def test_days_and_users_are_added_up_and_read_page_by_page(
    serve_on_provider: Serve, database: Any, ask: Any
) -> None:
    guest = await serve_on_provider(AGENT)
    kept = Usage(database)
    for number, user in enumerate(["ann", "bob", "ann", "cem"]):
        spent = Spent("default", "test", 10, 1)
        await kept.record(f"run_{number}", "thr_1", user, spent, outcome="completed", seconds=1.5)
    seen, after, pages = [], None, 0
    while True:
        query = {"limit": 2, **({"after": after} if after else {})}
        page = (await ask(guest, **query)).json()
        seen += [(row["user"], row["runs"], row["input_tokens"]) for row in page["data"]]
        after, pages = page["after"], pages + 1
        if not page["has_more"]:
            break
    assert seen == [("ann", 2, 20), ("bob", 1, 10), ("cem", 1, 10)]
    assert pages == 2

    (of_bob,) = (await ask(guest, user="bob")).json()["data"]
    assert (of_bob["user"], of_bob["seconds"]) == ("bob", 1.5)
    tomorrow = TODAY.date() + timedelta(days=1)
    assert (await ask(guest, first=tomorrow, last=tomorrow)).json() == {
        "data": [],
        "has_more": False,
        "after": None,
    }


@pytest.mark.parametrize(
    "query",
    [
        {"first": "yesterday"},
        {"limit": 0},
        {"after": "x"},
        {"user": "a\0"},
        {"after": "2026-11-21:a\0"},
    ],
)
async def test_a_query_that_makes_no_sense_is_refused(
    serve_on_provider: Serve, ask: Any, query: dict[str, Any]
) -> None:
    response = await ask(await serve_on_provider(AGENT), **query)
    assert response.status_code == 400
    assert next(iter(query)) in response.json()["error"]["message"]


async def test_only_back_ends_for_users_are_told(serve_on_provider: Serve, ask: Any) -> None:
    guest = await serve_on_provider(AGENT)
    assert (await guest.http.get("/api/admin/usage")).status_code == 401
    assert (await ask(guest, scope="threads")).status_code == 403
