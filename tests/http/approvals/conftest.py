"""A site whose agent asks before it calls tools, and its guests."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from agents import Agent, RunContextWrapper, function_tool
from sqlalchemy import update

from chatkit_server import ChatContext, Question, ask_user, create_app
from chatkit_server.database import approvals
from chatkit_server.settings import Settings
from chatkit_server.testing import Call, ScriptedModel
from stores.engine import Database, create_engine
from tests.http.conftest import Guest, running


@pytest.fixture
def settings(make_database: Callable[..., str], backend: str, tmp_path: Path) -> Settings:
    """Settings on SQLite and on PostgreSQL."""
    return Settings(data_dir=tmp_path / "data", database_url=make_database(backend))


class Site:
    """A server with an agent that deletes files, and what it has done."""

    def __init__(self, settings: Settings, stack: AsyncExitStack) -> None:
        self.deleted: list[str] = []
        self.contexts: list[ChatContext] = []
        self._guests: list[Guest] = []
        self._settings = settings
        self._stack = stack
        self._lives = AsyncExitStack()

        @function_tool(needs_approval=True)
        async def delete_file(
            ctx: RunContextWrapper[ChatContext], path: str, force: bool = False
        ) -> str:
            """Delete a file."""
            self.deleted.append(path)
            self.contexts.append(ctx.context)
            return f"{path} is gone"

        @function_tool
        def list_files() -> str:
            """List the files."""
            return "a.txt"

        @function_tool
        def switch_theme(ctx: RunContextWrapper[ChatContext]) -> None:
            """Switch the theme of the page."""
            ctx.context.call_client_tool("switch_theme", {"theme": "dark"})

        @function_tool
        async def ask_where(ctx: RunContextWrapper[ChatContext]) -> None:
            """Ask where."""
            await ask_user(ctx, Question("Where?", ["Berlin", "Lisbon"]))

        self.tools = [delete_file, list_files, switch_theme, ask_where]

    def agent(self, **changes: Any) -> Agent[ChatContext]:
        return Agent[ChatContext](**{"name": "Clerk", "tools": self.tools, **changes})

    async def start(self, servable: Any = None) -> None:
        """Start the server, after the one before was shut down."""
        await self._lives.aclose()
        app = create_app(self._settings, assistant=servable or self.agent())
        await self._lives.enter_async_context(running(app))
        self._transport = httpx.ASGITransport(app)
        for guest in self._guests:
            guest.http._transport = self._transport

    async def visit(self) -> Guest:
        """A new guest."""
        http = await self._stack.enter_async_context(
            httpx.AsyncClient(transport=self._transport, base_url="http://test")
        )
        await http.post("/api/auth/guest")
        guest = Guest(http)
        self._guests.append(guest)
        return guest

    async def aclose(self) -> None:
        await self._lives.aclose()

    async def let_time_pass(self) -> None:
        """Every question that waits has expired."""
        engine = create_engine(self._settings.database_url)
        past = datetime.now(UTC) - timedelta(seconds=1)
        await Database(engine).execute(update(approvals).values(expires_at=past))
        await engine.dispose()

    async def states(self) -> list[Any]:
        """The runs that are kept."""
        engine = create_engine(self._settings.database_url)
        rows = await Database(engine).execute(approvals.select())
        await engine.dispose()
        return [row.state for row in rows]


@pytest.fixture
async def site(settings: Settings, stack: AsyncExitStack, scripted: None) -> Site:
    site = Site(settings, stack)
    stack.push_async_callback(site.aclose)
    await site.start()
    return site


@pytest.fixture
async def guest(site: Site) -> Guest:
    return await site.visit()


def words(node: Any) -> str:
    return json.dumps(node, ensure_ascii=False)


def buttons(card: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The actions of a widget's buttons, by their labels."""
    found: dict[str, dict[str, Any]] = {}

    def visit(node: Any) -> None:
        for child in node.values() if isinstance(node, dict) else node:
            if isinstance(child, dict | list):
                visit(child)
        if isinstance(node, dict) and node.get("type") == "Button":
            found[node["label"]] = node["onClickAction"]

    visit(card["widget"])
    return found


def said(events: list[dict[str, Any]]) -> list[str]:
    """The messages of an answer."""
    done = [event["item"] for event in events if event["type"] == "thread.item.done"]
    return [item["content"][0]["text"] for item in done if item["type"] == "assistant_message"]


async def press(
    guest: Guest, card: dict[str, Any], label: str, **values: Any
) -> list[dict[str, Any]]:
    action = buttons(card)[label]
    return await guest.events(
        "threads.custom_action",
        thread_id=card["thread_id"],
        item_id=card["id"],
        action={"type": action["type"], "payload": {**action["payload"], **values}},
    )


async def asked(guest: Guest, model: ScriptedModel, *calls: Call) -> dict[str, Any]:
    """Has the agent ask about calls; the card."""
    model.then(list(calls) or [Call("delete_file", {"path": "a.txt"})])
    thread_id = await guest.create("tidy up")
    return await newest_card(guest, thread_id)


async def newest_card(guest: Guest, thread_id: str) -> dict[str, Any]:
    cards = [item for item in await guest.items(thread_id) if item["type"] == "widget"]
    return cards[-1]
