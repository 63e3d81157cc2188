"""The showcase in this process, and a client that is not upset by what it sends."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from chatkit_server.context import RequestContext, User
from chatkit_server.settings import Settings
from chatkit_server.showcase import create_showcase
from chatkit_server.showcase.answer import Showcase
from chatkit_server.showcase.faults import Faults
from chatkit_server.testing import Chat

REPERTOIRE = Showcase(Faults()).repertoire
COMMANDS = list(REPERTOIRE)


def read_stream(stream: bytes) -> list[dict[str, Any]]:
    """The events of a stream as the SSE standard reads them, but for those that are broken.

    Source: WHATWG HTML, section 9.2.6.
    """
    events: list[dict[str, Any]] = []
    data: list[str] = []
    for line in stream.decode().replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        name, _, value = line.partition(":")
        if line and name == "data":
            data.append(value.removeprefix(" "))
        elif not line and data:
            try:
                event = json.loads("\n".join(data))
            except ValueError:
                event = None
            if isinstance(event, dict):
                events.append(event)
            data = []
    return events


class ShowcaseChat(Chat):
    """Ann's client."""

    async def events(self, type: str, **params: Any) -> list[dict[str, Any]]:
        reply = await self.reply(type, **params)
        assert not isinstance(reply.body, bytes)
        return read_stream(b"".join([chunk async for chunk in reply.body]))

    async def perform(self, text: str, **fields: Any) -> list[dict[str, Any]]:
        """Say something in a new thread; returns the events."""
        return await self.events("threads.create", input=self.input(text, **fields))


def texts(events: list[dict[str, Any]]) -> list[str]:
    """What the assistant's messages say when they are done."""
    return [
        "".join(part["text"] for part in event["item"]["content"])
        for event in events
        if event["type"] == "thread.item.done"
        and event.get("item", {}).get("type") == "assistant_message"
        and "content" in event["item"]
    ]


@pytest.fixture
async def app(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Starlette]:
    """The application of the showcase, started."""
    app = create_showcase(Settings(data_dir=tmp_path / "data", database_url=sqlite_url))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
def chat(app: Starlette) -> ShowcaseChat:
    """Ann's client without HTTP."""
    return ShowcaseChat(app.state.server, RequestContext(User("ann")))


@pytest.fixture
async def http(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """A guest's HTTP client."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        assert (await client.post("/api/auth/guest")).status_code == 201
        yield client
