"""``/mcp``, with the client of the official package on a real server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from starlette.applications import Starlette

from chatkit_server.settings import Settings

from .serving import patient_client, served

INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "a test", "version": "1"},
    },
}
HEADERS = {"Accept": "application/json, text/event-stream"}


@pytest.fixture
async def url(app: Starlette, stack: AsyncExitStack) -> str:
    return await stack.enter_async_context(served(app))


async def guest_token(url: str) -> str:
    async with patient_client() as http:
        response = await http.post(f"{url}/api/auth/guest")
        value: str = response.json()["token"]
        return value


@asynccontextmanager
async def agent(url: str, token: str | None = None, mode: Any = "auto") -> AsyncIterator[Client]:
    token = token or await guest_token(url)
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=60) as http,
        Client(streamable_http_client(f"{url}/mcp", http_client=http), mode=mode) as client,
    ):
        yield client


async def call(client: Client, name: str, **arguments: Any) -> Any:
    result = await client.call_tool(name, arguments)
    assert not result.is_error, result.content
    return result.structured_content


async def refusal(client: Client, name: str, **arguments: Any) -> str:
    result = await client.call_tool(name, arguments)
    assert result.is_error
    (block,) = result.content
    assert block.type == "text"
    return block.text


async def test_tools_say_what_they_do(url: str) -> None:
    async with agent(url) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert "ids" in (client.instructions or "")
    assert set(tools) == {
        *("add_tasks", "find_tasks", "complete_tasks", "reopen_tasks"),
        *("update_tasks", "delete_tasks", "restore_tasks", "summarize_tasks"),
    }
    for tool in tools.values():
        assert tool.description and tool.title and tool.output_schema and tool.annotations
        assert "request" not in tool.input_schema["properties"]
    hints = {name: tool.annotations for name, tool in tools.items()}
    assert [name for name, hint in hints.items() if hint and hint.read_only_hint] == [
        "find_tasks",
        "summarize_tasks",
    ]
    assert [name for name, hint in hints.items() if hint and hint.destructive_hint] == [
        "delete_tasks"
    ]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_task_from_beginning_to_end(url: str, mode: str) -> None:
    async with agent(url, mode=mode) as client:
        added = await call(client, "add_tasks", tasks=[{"title": "buy milk", "due": "2031-05-06"}])
        (task,) = added["tasks"]
        assert (task["title"], task["status"], task["due"]) == ("buy milk", "open", "2031-05-06")
        ids = [task["id"]]
        changed = await call(client, "update_tasks", task_ids=ids, priority="high", add_tags=["a"])
        assert (changed["tasks"][0]["priority"], changed["tasks"][0]["tags"]) == ("high", ["a"])
        done = await call(client, "complete_tasks", task_ids=ids)
        assert done["tasks"][0]["status"] == "done"
        assert (await call(client, "find_tasks"))["tasks"] == []
        counts = await call(client, "summarize_tasks")
        assert (counts["open"], counts["done"]) == (0, 1)
        await call(client, "reopen_tasks", task_ids=ids)
        await call(client, "delete_tasks", task_ids=ids)
        assert (await call(client, "find_tasks", status="all"))["tasks"] == []
        restored = await call(client, "restore_tasks", task_ids=ids)
        assert restored == {"tasks": [dict(task, priority="high", tags=["a"])], "missing": []}


async def test_it_is_the_list_that_the_page_shows(url: str) -> None:
    token = await guest_token(url)
    async with agent(url, token) as client:
        await call(client, "add_tasks", tasks=[{"title": "call mum"}])
    async with patient_client(headers={"Authorization": f"Bearer {token}"}) as http:
        page = (await http.get(f"{url}/api/tasks")).json()
    assert [task["title"] for task in page["data"]] == ["call mum"]


async def test_tasks_of_others_do_not_exist(url: str) -> None:
    async with agent(url) as mine, agent(url) as theirs:
        (task,) = (await call(mine, "add_tasks", tasks=[{"title": "mine"}]))["tasks"]
        for tool in ("complete_tasks", "delete_tasks", "restore_tasks", "reopen_tasks"):
            answer = await call(theirs, tool, task_ids=[task["id"]])
            assert answer == {"tasks": [], "missing": [task["id"]]}
        assert (await call(theirs, "find_tasks", status="all"))["tasks"] == []
        assert (await call(mine, "find_tasks"))["tasks"] == [task]


async def test_mistakes_are_told(url: str) -> None:
    async with agent(url) as client:
        assert "title" in await refusal(client, "add_tasks", tasks=[{"title": " "}])
        assert "task_ids" in await refusal(client, "complete_tasks")
        assert "Days are written YYYY-MM-DD." in await refusal(
            client, "find_tasks", due_from="soon"
        )
        assert "A title can only be given to one task" in await refusal(
            client, "update_tasks", task_ids=["a", "b"], title="c"
        )
        assert "Unknown tool" in await refusal(client, "drop_tables")


async def post(url: str, **headers: str) -> httpx.Response:
    async with patient_client() as http:
        return await http.post(f"{url}/mcp", json=INITIALIZE, headers=HEADERS | headers)


async def test_nobody_gets_in_without_a_users_token(url: str, app: Starlette) -> None:
    response = await post(url)
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer")
    response = await post(url, Authorization="Bearer nonsense")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith('Bearer error="invalid_token"')
    cookie = f"chatkit_session={await guest_token(url)}"
    assert (await post(url, Cookie=cookie)).status_code == 401
    _, key = await app.state.api_keys.create("back end", ("users",))
    assert (await post(url, Authorization=f"Bearer {key}")).status_code == 401
    async with patient_client(headers={"Cookie": cookie}) as http:
        secret = (await http.post(f"{url}/api/chatkit/session")).json()["client_secret"]
    assert (await post(url, Authorization=f"Bearer {secret}")).status_code == 403
    assert (await post(url, Authorization=f"Bearer {await guest_token(url)}")).status_code == 200


async def test_pages_of_other_sites_are_refused(url: str) -> None:
    bearer = f"Bearer {await guest_token(url)}"
    response = await post(url, Authorization=bearer, Origin="https://elsewhere.example")
    assert response.status_code == 403


async def test_only_posts_are_answered(url: str) -> None:
    async with patient_client() as http:
        assert (await http.get(f"{url}/mcp")).status_code == 405
        assert (await http.delete(f"{url}/mcp")).status_code == 405


async def test_without_an_issuer_there_is_no_metadata(url: str) -> None:
    async with patient_client() as http:
        response = await http.get(f"{url}/.well-known/oauth-protected-resource/mcp")
    assert response.status_code == 404


class TestWithLimits:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, rate_requests_per_minute=2, bytes_per_day=5000)

    async def test_what_an_agent_asks_counts_as_its_users(self, url: str) -> None:
        ann, bob = [f"Bearer {await guest_token(url)}" for _ in range(2)]
        assert (await post(url, Authorization=ann)).status_code == 200
        async with patient_client(headers={"Authorization": ann}) as http:
            assert (await http.get(f"{url}/api/tasks")).status_code == 200
            assert (await http.get(f"{url}/api/tasks")).status_code == 429
        refused = await post(url, Authorization=ann)
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        assert refused.json()["error"]["code"] == "rate_limited"
        assert (await post(url, Authorization=bob)).status_code == 200

    async def test_bytes_of_an_agent_count_as_its_users(self, url: str) -> None:
        bearer = {"Authorization": f"Bearer {await guest_token(url)}"}
        async with patient_client(headers=HEADERS | bearer) as http:
            for status in (200, 413):
                body = INITIALIZE | {"padding": "x" * (0 if status == 200 else 5000)}
                assert (await http.post(f"{url}/mcp", json=body)).status_code == status


class TestWithAnIssuer:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, auth_issuer="https://id.example/realms/a")

    async def test_clients_are_told_where_to_sign_in(self, url: str) -> None:
        refused = await post(url)
        metadata_url = f"{url}/.well-known/oauth-protected-resource/mcp"
        assert refused.headers["WWW-Authenticate"] == f'Bearer resource_metadata="{metadata_url}"'
        async with patient_client() as http:
            metadata = (await http.get(metadata_url)).json()
        assert metadata["resource"] == f"{url}/mcp"
        assert metadata["authorization_servers"] == ["https://id.example/realms/a"]
