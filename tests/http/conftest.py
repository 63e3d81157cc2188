"""The whole application in this process, on a scripted model."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from openai import AsyncOpenAI
from starlette.applications import Starlette

from chatkit_server import composition
from chatkit_server.access.model import SessionConfiguration, Workflow
from chatkit_server.app import create_app
from chatkit_server.assistant.models import ConfiguredModel
from chatkit_server.settings import Settings
from chatkit_server.testing import ScriptedModel, decode_events
from tests.provider import Provider

from .hosted import BackEnd
from .messages import message
from .serving import patient_client, served


class Guest:
    """A signed-in guest's HTTP client, of an application in this process or anywhere."""

    def __init__(self, http: httpx.AsyncClient, app: Starlette | None = None) -> None:
        self.http = http
        self.app = app

    async def post(self, type: str, **params: Any) -> httpx.Response:
        return await self.http.post("/chatkit", json={"type": type, "params": params})

    async def events(self, type: str, **params: Any) -> list[dict[str, Any]]:
        response = await self.post(type, **params)
        assert response.status_code == 200, response.text
        return decode_events(response.content)

    async def create(self, text: str) -> str:
        events = await self.events("threads.create", input=message(text))
        thread_id: str = events[0]["thread"]["id"]
        return thread_id

    async def items(self, thread_id: str) -> list[dict[str, Any]]:
        response = await self.post("items.list", thread_id=thread_id, order="asc", limit=100)
        return list(json.loads(response.content)["data"])


@asynccontextmanager
async def running(app: Starlette) -> AsyncIterator[Starlette]:
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
def settings(make_database: Callable[..., str], tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", database_url=make_database("sqlite"))


@pytest.fixture
def scripted(model: ScriptedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """Has every application that is made answer with the scripted model."""
    monkeypatch.setattr(
        composition, "configured_model", lambda settings: ConfiguredModel(model, "scripted")
    )


@pytest.fixture
async def app(
    settings: Settings,
    stack: AsyncExitStack,
    scripted: None,
) -> Starlette:
    """The application, started."""
    return await stack.enter_async_context(running(create_app(settings)))


@pytest.fixture
async def serve(
    settings: Settings,
    model: ScriptedModel,
    stack: AsyncExitStack,
    scripted: None,
) -> Callable[..., Any]:
    """Serves an agent or an assistant on the scripted model; gives a guest's client."""

    async def serve(servable: Any) -> Guest:
        app = await stack.enter_async_context(running(create_app(settings, assistant=servable)))
        http = await stack.enter_async_context(
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")
        )
        await http.post("/api/auth/guest")
        return Guest(http)

    return serve


@pytest.fixture
async def new_guest(app: Starlette, stack: AsyncExitStack) -> Callable[[], Any]:
    async def sign_in() -> Guest:
        http = await stack.enter_async_context(
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")
        )
        response = await http.post("/api/auth/guest")
        assert response.status_code == 201
        return Guest(http)

    return sign_in


@pytest.fixture
async def guest(new_guest: Callable[[], Any]) -> Guest:
    """A signed-in guest."""
    guest: Guest = await new_guest()
    return guest


@pytest.fixture
def provider() -> Provider:
    """A provider of models, on this machine."""
    return Provider()


@pytest.fixture
async def provider_url(stack: AsyncExitStack, provider: Provider) -> str:
    """Where the provider is, without a path."""
    return await stack.enter_async_context(served(provider.app))


@pytest.fixture
async def serve_on_provider(
    stack: AsyncExitStack, settings: Settings, provider_url: str
) -> Callable[..., Any]:
    """Serves an agent or an assistant on the provider's models; gives a guest's client."""

    async def serve(servable: Any, **changes: Any) -> Guest:
        provided = {
            "openai_base_url": f"{provider_url}/v1",
            "model": "test",
            "titles": "first-sentence",
        }
        changed = replace(settings, **{**provided, **changes})
        app = create_app(changed, assistant=servable)
        await stack.enter_async_context(running(app))
        http = await stack.enter_async_context(
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")
        )
        assert (await http.post("/api/auth/guest")).status_code == 201
        return Guest(http, app)

    return serve


@pytest.fixture
async def back_end(app: Starlette, stack: AsyncExitStack) -> BackEnd:
    """A back end with an API key, and the server on a socket."""
    url = await stack.enter_async_context(served(app))
    _, key = await app.state.api_keys.create("test")

    def new_client(key: str) -> AsyncOpenAI:
        client = AsyncOpenAI(base_url=f"{url}/v1", api_key=key, max_retries=0)
        stack.push_async_callback(client.close)
        return client

    http = await stack.enter_async_context(patient_client(base_url=url))
    return BackEnd(app, url, http, new_client, new_client(key), key)


def page_with(app: Starlette, secret: str) -> Guest:
    """A page that has a client secret and nothing else."""
    return Guest(
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://test",
            headers={"Authorization": f"Bearer {secret}"},
        )
    )


@pytest.fixture
async def owner(guest: Guest) -> str:
    """The guest's id."""
    return str((await guest.http.post("/api/auth/guest")).json()["user"]["id"])


@pytest.fixture
def new_secret(app: Starlette, owner: str) -> Callable[..., Any]:
    """Makes a client secret of the guest's, for a session that may do what is said."""

    async def make(**configuration: Any) -> str:
        _, secret = await app.state.chat_sessions.create(
            owner,
            timedelta(minutes=10),
            workflow=Workflow("tasks"),
            configuration=SessionConfiguration(**configuration),
            api_key_id="key_1",
        )
        return str(secret)

    return make
