"""Threads by what is in their metadata: for pages, for back ends, and with the official client."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from agents import Agent, RunContextWrapper, function_tool
from starlette.applications import Starlette

from chatkit_server import Assistant, ChatContext, create_app
from chatkit_server.settings import Settings
from chatkit_server.testing import Call, Say, ScriptedModel

from .conftest import Guest, message, running
from .hosted import BackEnd


@pytest.fixture
def settings(make_database: Callable[..., str], backend: str, tmp_path: Path) -> Settings:
    """Settings on SQLite and on PostgreSQL."""
    return Settings(data_dir=tmp_path / "data", database_url=make_database(backend))


@function_tool
def note_order(ctx: RunContextWrapper[ChatContext], number: int) -> str:
    """Note which order the conversation is about."""
    ctx.context.thread.metadata |= {"order": number, "risk": "high"}
    return "noted"


@pytest.fixture
async def app(
    settings: Settings,
    stack: AsyncExitStack,
    scripted: None,
) -> Starlette:
    """A server with two assistants, of which the first notes orders."""
    clerk = Agent[ChatContext](name="Clerk", tools=[note_order])
    assistants = {
        "shop": Assistant(agent=lambda _: clerk, listed_by=["order"]),
        "help": Agent[ChatContext](name="Help"),
    }
    return await stack.enter_async_context(running(create_app(settings, assistants=assistants)))


@pytest.fixture
async def office(back_end: BackEnd, stack: AsyncExitStack) -> httpx.AsyncClient:
    """The API of back ends for what they do for users."""
    _, key = await back_end.make_key("users")
    return await stack.enter_async_context(
        httpx.AsyncClient(
            base_url=f"{back_end.url}/api/admin/users",
            headers={"Authorization": f"Bearer {key}"},
            trust_env=False,
        )
    )


async def listed(guest: Guest, **metadata: Any) -> list[str]:
    answer = await guest.post("x.threads.list", metadata=metadata)
    assert answer.status_code == 200, answer.text
    return [row["thread"]["id"] for row in answer.json()["data"]]


async def about(guest: Guest, model: ScriptedModel, order: int) -> str:
    model.then([Call("note_order", {"number": order})], [Say(["Noted."])])
    return await guest.create(f"about order {order}")


async def test_a_page_lists_what_the_assistant_lets_it_list(
    guest: Guest, new_guest: Callable[[], Any], model: ScriptedModel
) -> None:
    seven, eight = await about(guest, model, 7), await about(guest, model, 8)
    await about(await new_guest(), model, 7)
    assert await listed(guest, order=7) == [seven]
    assert await listed(guest, order="7") == []
    assert await listed(guest, order=None) == []
    assert await listed(guest) == [eight, seven]
    refused = await guest.post("x.threads.list", metadata={"risk": "high"})
    assert refused.status_code == 400
    assert refused.json()["error"]["message"].startswith("metadata.risk: ")


async def test_a_page_lists_the_threads_of_an_assistant(guest: Guest, model: ScriptedModel) -> None:
    model.then([Say(["Hi."])], [Say(["Hi."])])
    asked = {"type": "threads.create", "params": {"input": message("hello")}}
    for name in ("shop", "help"):
        await guest.http.post("/chatkit", json={**asked, "metadata": {"assistant": name}})
    (shop,), (helped,) = (
        await listed(guest, assistant="shop"),
        await listed(guest, assistant="help"),
    )
    assert shop != helped
    assert await listed(guest, assistant="nobody") == []


async def test_back_ends_keep_metadata_and_find_threads_by_it(
    guest: Guest, office: httpx.AsyncClient, back_end: BackEnd, owner: str
) -> None:
    made = {}
    for name, metadata in (("text", {"order": "7"}), ("number", {"order": 7, "paid": True})):
        body = {"role": "assistant", "content": "Your order", "metadata": metadata}
        answer = await office.post(f"/{owner}/threads", json=body)
        assert answer.status_code == 201, answer.text
        assert answer.json()["thread"]["metadata"] == {}
        made[name] = answer.json()["thread"]["id"]

    async def found(**query: str) -> list[str]:
        answer = await office.get(f"/{owner}/threads", params=query)
        assert answer.status_code == 200, answer.text
        return [row["thread"]["id"] for row in answer.json()["data"]]

    assert await found(**{"metadata[order]": "7"}) == [made["number"], made["text"]]
    both = {"metadata[order]": "7", "metadata[paid]": "true"}
    assert await found(**both) == [made["number"]]
    assert await found(**{"metadata[assistant]": "shop", "limit": "1"}) == [made["number"]]
    assert await found(**{"metadata[order]": "8"}) == []

    page = await back_end.client.beta.chatkit.threads.list(
        user=owner, extra_query={"metadata": {"order": "7", "paid": "true"}}
    )
    assert [thread.id for thread in page.data] == [made["number"]]
    assert await listed(guest, order="7") == [made["text"]]


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        ([], "params.metadata"),
        ({"a b": 1}, "params.metadata.a b"),
        ({"x" * 65: 1}, "params.metadata"),
        ({"order": [7]}, "params.metadata.order: it must be null, true, false, a number or text"),
        ({"order": {"$gt": 7}}, "params.metadata.order: it must be"),
        ({"order": "x" * 513}, "params.metadata.order: it must be"),
        ({"order": 2**60}, "params.metadata.order: it must be"),
        ({f"n{n}": n for n in range(17)}, "params.metadata"),
    ],
)
async def test_what_cannot_be_asked_for_is_refused(guest: Guest, metadata: Any, said: str) -> None:
    refused = await guest.post("x.threads.list", metadata=metadata)
    assert refused.status_code == 400
    assert said in refused.json()["error"]["message"]


async def test_what_back_ends_cannot_keep_or_ask_for_is_refused(
    office: httpx.AsyncClient, back_end: BackEnd, owner: str
) -> None:
    for query in ("metadata=7", "metadata[a%20b]=7", "metadata[]=7", f"metadata[a]={'x' * 513}"):
        refused = await office.get(f"/{owner}/threads?{query}")
        assert refused.status_code == 400, query
        assert refused.json()["error"]["message"].startswith("metadata")
    for metadata, named in (
        ({"branched_from": "thr_1"}, "metadata.branched_from"),
        ({"assistant": "nobody"}, "metadata.assistant"),
        ({"deep": {}}, "metadata.deep"),
    ):
        body = {"role": "assistant", "content": "Hi", "metadata": metadata}
        refused = await office.post(f"/{owner}/threads", json=body)
        assert refused.status_code == 400
        assert refused.json()["error"]["message"].startswith(named)
    everyones = await back_end.http.get(
        "/v1/chatkit/threads?metadata[order]=7",
        headers={"Authorization": f"Bearer {back_end.key}"},
    )
    assert everyones.status_code == 400
    assert everyones.json()["error"]["param"] == "user"
