"""The protocol server on a scripted model: what goes in is JSON, what comes out are events."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server.assistant.base import Assistant
from chatkit_server.assistant.respond import AgentResponder
from chatkit_server.context import RequestContext, User
from chatkit_server.server import AssistantServer, Reply
from chatkit_server.tasks.agent import task_assistant
from chatkit_server.tasks.service import TaskService
from chatkit_server.testing import ScriptedModel, decode_events
from stores.leases import RunLeases
from stores.sql_store import SQLStore

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 21, 4, 42, tzinfo=UTC)


def context_of(user: str) -> RequestContext:
    return RequestContext(User(user), zone=BERLIN, now=NOW.astimezone(BERLIN))


class Chat:
    """Talks to a server as a client does."""

    def __init__(self, engine: AsyncEngine, server: AssistantServer, tasks: TaskService) -> None:
        self.engine = engine
        self.server = server
        self.tasks = tasks
        self.store = server.store
        self.ann = context_of("ann")
        self.bob = context_of("bob")

    async def reply(self, type: str, context: RequestContext | None = None, **params: Any) -> Reply:
        body = json.dumps({"type": type, "params": params}).encode()
        return await self.server.handle(body, context or self.ann)

    async def get(self, type: str, context: RequestContext | None = None, **params: Any) -> Any:
        """A request that is answered with JSON."""
        reply = await self.reply(type, context, **params)
        assert isinstance(reply.body, bytes)
        return json.loads(reply.body)

    async def stream(
        self, type: str, context: RequestContext | None = None, **params: Any
    ) -> list[dict[str, Any]]:
        """A request that is answered with a stream, read to its end."""
        reply = await self.reply(type, context, **params)
        assert not isinstance(reply.body, bytes)
        return decode_events(b"".join([chunk async for chunk in reply.body]))

    @staticmethod
    def input(text: str, **fields: Any) -> dict[str, Any]:
        return {
            "content": [{"type": "input_text", "text": text}],
            "attachments": [],
            "inference_options": {},
            **fields,
        }

    async def create(self, text: str, context: RequestContext | None = None) -> tuple[str, Any]:
        """Start a thread; returns its id and the events."""
        events = await self.stream("threads.create", context, input=self.input(text))
        return events[0]["thread"]["id"], events

    async def say(self, thread_id: str, text: str) -> list[dict[str, Any]]:
        return await self.stream(
            "threads.add_user_message", thread_id=thread_id, input=self.input(text)
        )

    async def items(self, thread_id: str, context: RequestContext | None = None) -> list[Any]:
        """The newest items that a client sees, oldest first."""
        page = await self.get("items.list", context, thread_id=thread_id, limit=100, order="asc")
        return page["data"]


def assemble(
    engine: AsyncEngine,
    model: ScriptedModel,
    *,
    change: Callable[[Assistant], Assistant] = lambda assistant: assistant,
    instance: str = "srv_1",
    **options: Any,
) -> Chat:
    store = SQLStore[RequestContext](engine, owner=lambda context: context.owner)
    tasks = TaskService(engine, clock=lambda: NOW)
    assistant = change(task_assistant(tasks, store, model))
    server = AssistantServer(
        store,
        RunLeases(engine),
        instance=instance,
        assistant=assistant,
        responder=AgentResponder(assistant, store),
        **{"checkpoint": 0.01, **options},
    )
    return Chat(engine, server, tasks)


@pytest.fixture
def model() -> ScriptedModel:
    return ScriptedModel()


@pytest.fixture
async def make_chat(
    engine: AsyncEngine, model: ScriptedModel
) -> AsyncIterator[Callable[..., Chat]]:
    """Makes servers on one database; they are closed in the end."""
    made: list[Chat] = []

    def make(**options: Any) -> Chat:
        chat = assemble(engine, options.pop("model", model), **options)
        made.append(chat)
        return chat

    yield make
    for chat in made:
        await chat.server.aclose()


@pytest.fixture
def chat(make_chat: Callable[..., Chat]) -> Chat:
    return make_chat()
