"""Below a path of somebody else's application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.applications import Starlette

from chatkit_server import create_app, lifespan
from chatkit_server.settings import Settings
from chatkit_server.tasks.agent import make_tasks
from chatkit_server.testing import decode_events
from tests.http.conftest import message, running


@pytest.fixture
async def http(settings: Settings, stack: AsyncExitStack) -> httpx.AsyncClient:
    """A client of an application of FastAPI's with two chats below it."""
    chat = create_app(settings, assistants={"tasks": make_tasks, "other": make_tasks})
    outer = FastAPI(lifespan=lifespan(chat))
    outer.mount("/assistant", chat)

    @outer.get("/own")
    def own() -> dict[str, str]:
        return {"of": "the outer application"}

    await stack.enter_async_context(running(outer))  # type: ignore[arg-type] # a Starlette, too
    return await stack.enter_async_context(
        httpx.AsyncClient(
            transport=httpx.ASGITransport(outer), base_url="http://test", follow_redirects=True
        )
    )


async def test_everything_is_below_the_path(http: httpx.AsyncClient) -> None:
    assert (await http.get("/own")).json() == {"of": "the outer application"}
    assert (await http.get("/healthz")).status_code == 404
    assert (await http.get("/assistant/healthz")).status_code == 200
    assert (await http.post("/assistant/chatkit", json={})).status_code == 401
    assert (await http.post("/assistant/api/auth/guest")).status_code == 201
    for path in ("/assistant/chatkit", "/assistant/chatkit/other"):
        body = {"type": "threads.create", "params": {"input": message("add milk")}}
        events = decode_events((await http.post(path, json=body)).content)
        assert any(event.get("item", {}).get("type") == "widget" for event in events)
    assert len((await http.get("/assistant/api/tasks")).json()["data"]) == 2


async def test_urls_of_files_have_the_path(http: httpx.AsyncClient) -> None:
    await http.post("/assistant/api/auth/guest")
    file = {"file": ("note.txt", b"hello", "text/plain")}
    attachment = (await http.post("/assistant/api/attachments", files=file)).json()
    described = (await http.get(f"/assistant/api/attachments/{attachment['id']}")).json()
    url = described["download_url"]
    assert url.startswith("http://test/assistant/api/attachments/")
    http.cookies.clear()
    assert (await http.get(url)).content == b"hello"


@pytest.mark.parametrize("path", ["/assistant", "/assistant/a/other", "/assistant/threads/thr_1"])
async def test_the_page_loads_what_it_needs_from_there(
    http: httpx.AsyncClient, settings: Settings, path: str
) -> None:
    if not (settings.web_dir / "index.html").is_file():
        pytest.skip("the page is not built; `make web` does it")
    page = await http.get(path)
    assert page.status_code == 200
    assert 'name="chatkit-root" content="/assistant"' in page.text
    assert ('name="chatkit-assistant" content="other"' in page.text) is ("/a/" in path)
    assert 'src="/assistant/chatkit.js"' in page.text
    assert '="/app' not in page.text and '="/assistant/app/' in page.text
    assert (await http.get("/assistant/chatkit.js")).status_code == 200


async def test_it_starts_and_stops_with_the_outer_one(settings: Settings) -> None:
    order: list[str] = []

    @asynccontextmanager
    async def around(app: Any) -> AsyncIterator[None]:
        order.append("outer begins")
        yield
        order.append("outer ends")

    chat = create_app(settings)
    outer = Starlette(lifespan=lifespan(chat, around=around))
    outer.mount("/chat", chat)
    transport = httpx.ASGITransport(outer)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        early = await http.post("/chat/chatkit", json={})
        async with running(outer):
            order.append("both run")
            assert (await http.post("/chat/api/auth/guest")).status_code == 201
        late = await http.post("/chat/chatkit", json={})
    assert order == ["outer begins", "both run", "outer ends"]
    for answer in (early, late):
        assert answer.status_code == 503
        assert answer.json()["error"]["code"] == "unavailable"
