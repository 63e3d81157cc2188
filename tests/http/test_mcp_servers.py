"""Tools of MCP servers in the conversation: real servers of the official package."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette

from chatkit_server.mcp.config import McpServerConfig
from chatkit_server.mcp.servers import McpServers, tool_name
from chatkit_server.settings import Settings
from chatkit_server.testing import Call, Say, ScriptedModel

from .conftest import Guest, message
from .tool_server import server as tool_server

PROBE = McpServerConfig(
    name="probe",
    command=sys.executable,
    args=(str(Path(__file__).with_name("tool_server.py")),),
    env={"ENDING": "!"},
)


@pytest.fixture
def servers() -> tuple[McpServerConfig, ...]:
    return (PROBE,)


@pytest.fixture
def settings(settings: Settings, servers: tuple[McpServerConfig, ...]) -> Settings:
    return replace(settings, mcp_servers=servers)


def output_of(model: ScriptedModel) -> str:
    """What the model was last told by a tool."""
    outputs = [item for item in model.inputs[-1] if item.get("type") == "function_call_output"]
    output = outputs[-1]["output"]
    return output if isinstance(output, str) else "".join(part["text"] for part in output)


async def tells(guest: Guest, model: ScriptedModel, call: Call) -> str:
    """What a tool tells the model, and that the answer goes on after it."""
    model.then([call], [Say(["Here you are."])])
    events = await guest.events("threads.create", input=message("go"))
    (said,) = [e["item"] for e in events if e.get("item", {}).get("type") == "assistant_message"][
        -1:
    ]
    assert said["content"][0]["text"] == "Here you are."
    return output_of(model)


async def test_a_tool_of_a_command_is_called(guest: Guest, model: ScriptedModel) -> None:
    assert await tells(guest, model, Call("probe_shout", {"text": "hello"})) == "HELLO!"


async def test_ten_megabytes_are_cut_with_a_note(guest: Guest, model: ScriptedModel) -> None:
    told = await tells(guest, model, Call("probe_fetch_much"))
    assert len(told) < 51_000
    assert told.endswith("[Cut here: 10,000,000 characters in all, 50,000 of them shown.]")


async def test_a_tool_that_fails_is_an_error_for_the_model(
    guest: Guest, model: ScriptedModel
) -> None:
    told = await tells(guest, model, Call("probe_refuse"))
    assert told == "Error executing tool refuse"


async def test_a_server_that_dies_in_a_call_is_an_error_and_comes_back(
    guest: Guest, model: ScriptedModel
) -> None:
    told = await tells(guest, model, Call("probe_crash"))
    assert 'The tool server "probe" went away during the call' in told
    assert await tells(guest, model, Call("probe_shout", {"text": "back"})) == "BACK!"


class TestDown:
    @pytest.fixture
    def servers(self) -> tuple[McpServerConfig, ...]:
        return (PROBE, McpServerConfig(name="away", command="no-such-command-anywhere"))

    async def test_the_chat_goes_on_and_the_model_knows(
        self, guest: Guest, model: ScriptedModel
    ) -> None:
        assert await tells(guest, model, Call("probe_shout", {"text": "a"})) == "A!"
        said = model.instructions[-1]
        assert said is not None and "The tools of away are not available" in said
        assert "probe" not in said

    async def test_the_states_can_be_seen(self, app: Starlette, guest: Guest, model: Any) -> None:
        await tells(guest, model, Call("probe_shout", {"text": "a"}))
        assert app.state.mcp_servers.states == {"probe": "up", "away": "down"}


@asynccontextmanager
async def listening(listener: socket.socket) -> AsyncIterator[None]:
    """The server of tools over HTTP."""
    app = tool_server.streamable_http_app()
    http = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
    task = asyncio.create_task(http.serve([listener]))
    try:
        yield
    finally:
        http.should_exit = True
        await task


async def until(state: str, servers: McpServers) -> None:
    async with asyncio.timeout(20):
        while state not in servers.states.values():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)


@pytest.fixture
def listener() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    return listener


@pytest.fixture
def remote(listener: socket.socket) -> McpServerConfig:
    host, port = listener.getsockname()
    return McpServerConfig(name="remote", url=f"http://{host}:{port}/mcp", connect_timeout=5)


async def test_a_server_that_was_down_is_found_when_it_comes(
    listener: socket.socket, remote: McpServerConfig, stack: AsyncExitStack
) -> None:
    servers = McpServers([remote], retry_seconds=0.02)
    await servers.start()
    stack.push_async_callback(servers.aclose)
    await until("down", servers)
    await stack.enter_async_context(listening(listener))
    await until("up", servers)


class TestOverHttp:
    @pytest.fixture
    def servers(self, remote: McpServerConfig) -> tuple[McpServerConfig, ...]:
        return (remote,)

    @pytest.fixture
    async def settings(
        self, settings: Settings, listener: socket.socket, stack: AsyncExitStack
    ) -> Settings:
        await stack.enter_async_context(listening(listener))
        return settings

    async def test_a_tool_is_called(self, guest: Guest, model: ScriptedModel) -> None:
        assert await tells(guest, model, Call("remote_shout", {"text": "far"})) == "FAR"


def test_names_of_tools_are_taken_by_every_provider() -> None:
    assert tool_name("my.files", "read/it", set()) == "my_files_read_it"
    twice = tool_name("a", "b", {"a_b"})
    assert twice != "a_b" and twice.startswith("a_b_")
    assert len(tool_name("a" * 40, "b" * 60, set())) == 64
