"""Tools of MCP servers in the conversation: real servers of the official package."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from agents import Agent, function_tool, handoff

from chatkit_server import ChatContext, Host
from chatkit_server.mcp import connection
from chatkit_server.mcp.config import McpServerConfig
from chatkit_server.mcp.outfit import tool_name
from chatkit_server.mcp.servers import McpServers
from chatkit_server.settings import Settings
from chatkit_server.testing import Call, Say, ScriptedModel

from .conftest import Guest, message
from .hosted import BackEnd
from .tool_server import server as tool_server

HELLO = {"text": "hello"}
PROBE = McpServerConfig(
    name="probe",
    command=sys.executable,
    args=(str(Path(__file__).with_name("tool_server.py")),),
    env={"ENDING": "!"},
    connect_timeout=60,
)

Serve = Callable[..., Any]


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, an answer waits until the servers have started."""
    monkeypatch.setattr(connection, "_PATIENCE_SECONDS", 60)


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


async def tells(guest: Guest, model: ScriptedModel, *calls: Call) -> str:
    """What the last tool tells the model, and that the answer goes on after it."""
    model.then(*([call] for call in calls), [Say(["Here you are."])])
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

    async def test_the_states_can_be_seen(
        self, back_end: BackEnd, guest: Guest, model: ScriptedModel
    ) -> None:
        await tells(guest, model, Call("probe_shout", {"text": "a"}))
        _, key = await back_end.make_key("users")
        path, headers = "/api/admin/mcp-servers", {"Authorization": f"Bearer {key}"}
        answer = await back_end.http.get(path, headers=headers)
        assert answer.json()["data"] == [
            {"name": "probe", "state": "up", "tools": 4, "reason": None},
            {
                "name": "away",
                "state": "down",
                "tools": 0,
                "reason": "its command is not there",
            },
        ]
        assert (await guest.http.get(path)).status_code == 401

    async def test_who_is_handed_over_to_knows_too(
        self, serve: Serve, model: ScriptedModel
    ) -> None:
        guest = await serve(Agent[ChatContext](name="First", handoffs=[second("Second")]))
        assert await tells(guest, model, Call("transfer_to_second"), Call("probe_shout", HELLO))
        assert "The tools of away are not available" in str(model.instructions[-1])


def second(name: str, **parts: Any) -> Agent[ChatContext]:
    return Agent[ChatContext](name=name, instructions="You come second.", **parts)


@function_tool(needs_approval=True)
def risk() -> str:
    """Do something that has to be approved."""
    return "done"


class TestSeveralAgents:
    async def test_an_agent_that_is_handed_over_to_has_the_tools(
        self, serve: Serve, model: ScriptedModel
    ) -> None:
        told: list[str] = []
        to = handoff(second("Second"), on_handoff=lambda context: told.append("handed over"))
        guest = await serve(Agent[ChatContext](name="First", handoffs=[to]))
        calls = (Call("transfer_to_second"), Call("probe_shout", HELLO))
        assert await tells(guest, model, *calls) == "HELLO!"
        assert told == ["handed over"]
        assert model.instructions[-1] == "You come second."

    async def test_agents_that_hand_back_have_them_also_the_second_time(
        self, serve: Serve, model: ScriptedModel
    ) -> None:
        first = Agent[ChatContext](name="First")
        first.handoffs = [second("Second", handoffs=[first])]
        guest = await serve(first)
        calls = (
            Call("transfer_to_second"),
            Call("transfer_to_first"),
            Call("probe_shout", HELLO),
        )
        assert await tells(guest, model, *calls) == "HELLO!"

    async def test_what_waited_for_the_user_goes_on_with_the_agent_that_has_them(
        self, serve: Serve, model: ScriptedModel
    ) -> None:
        asking = second("Second", tools=[risk])
        guest = await serve(Agent[ChatContext](name="First", handoffs=[handoff(asking)]))
        model.then([Call("transfer_to_second")], [Call("risk")])
        thread_id = await guest.create("go")
        card = (await guest.items(thread_id))[-1]
        model.then([Call("probe_shout", HELLO)], [Say(["Done."])])
        action = {"type": "run.approve", "payload": {}}
        answered = await guest.events(
            "threads.custom_action", thread_id=thread_id, item_id=card["id"], action=action
        )
        assert answered[-1]["item"]["content"][0]["text"] == "Done."
        assert output_of(model) == "HELLO!"

    async def test_an_agent_may_choose_its_servers_and_so_have_them_as_a_tool(
        self, serve: Serve, model: ScriptedModel
    ) -> None:
        def make(host: Host) -> Agent[ChatContext]:
            shouter = second("Shouter", mcp_servers=[host.mcp_servers["probe"]])
            return Agent[ChatContext](name="First", tools=[shouter.as_tool("loudly", "Shouts.")])

        guest = await serve(make)
        model.then([Call("loudly", {"input": "hello"})], [Call("shout", HELLO)], [Say(["HELLO!"])])
        model.then([Say(["Here you are."])])
        await guest.create("go")
        assert output_of(model) == "HELLO!"


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
    async with asyncio.timeout(60):
        while state not in {status.state for status in servers.statuses}:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)


@pytest.fixture
def listener() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    return listener


@pytest.fixture
def remote(listener: socket.socket) -> McpServerConfig:
    host, port = listener.getsockname()
    return McpServerConfig(name="remote", url=f"http://{host}:{port}/mcp", connect_timeout=60)


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
