"""A back end of the hosted API, and the browsers of its users."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
from chatkit import types as protocol
from openai import AsyncOpenAI
from starlette.applications import Starlette

from chatkit_server.access.model import DEFAULT_SCOPES, ApiKey, Scope
from chatkit_server.context import RequestContext, User
from chatkit_server.testing import decode_events

from .messages import message

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ANN = RequestContext(User("ann"))


@dataclass
class BackEnd:
    """A back end with an API key.

    Attributes:
        app: The server's application.
        url: Where it is served.
        http: Asks it without the official client.
        new_client: Makes an official client with a key.
        client: The one with the back end's own key.
        key: That key.
    """

    app: Starlette
    url: str
    http: httpx.AsyncClient
    new_client: Callable[[str], AsyncOpenAI]
    client: AsyncOpenAI
    key: str

    async def make_key(self, *scopes: Scope) -> tuple[ApiKey, str]:
        made: tuple[ApiKey, str] = await self.app.state.api_keys.create(
            "test", scopes or DEFAULT_SCOPES
        )
        return made

    async def secret_of(self, user: str) -> str:
        """A client secret for a user, who may see all of their threads."""
        session = await self.client.beta.chatkit.sessions.create(
            user=user,
            workflow={"id": "tasks"},
            rate_limits={"max_requests_per_1_minute": 1000},
        )
        return session.client_secret

    async def ask(self, secret: str, type: str, **params: Any) -> httpx.Response:
        """What a page does with a client secret."""
        return await self.http.post(
            "/chatkit",
            json={"type": type, "params": params},
            headers={"Authorization": f"Bearer {secret}"},
        )

    async def say(self, user: str, text: str) -> str:
        """Start a thread as a user; returns its id."""
        answer = await self.ask(await self.secret_of(user), "threads.create", input=message(text))
        assert answer.status_code == 200, answer.text
        thread_id: str = decode_events(answer.content)[0]["thread"]["id"]
        return thread_id


async def make_thread(
    back_end: BackEnd, thread_id: str, *items: Any, context: RequestContext = ANN, **fields: Any
) -> None:
    """Put a thread into the store as it stands; items are given as their content."""
    store = back_end.app.state.server.store
    thread = protocol.ThreadMetadata(id=thread_id, created_at=NOW, **fields)
    await store.save_thread(thread, context)
    for item in items:
        await store.add_thread_item(thread_id, item, context)
