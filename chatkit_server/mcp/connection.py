"""A connection to one MCP server, made anew whenever it is lost."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, Literal, NoReturn

import httpx2
from agents import RunContextWrapper, UserError
from agents.agent import AgentBase
from agents.mcp import MCPServer
from mcp import Client, MCPError, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import (
    CONNECTION_CLOSED,
    REQUEST_TIMEOUT,
    CallToolResult,
    GetPromptResult,
    ListPromptsResult,
    Tool,
)

from chatkit_server.mcp.config import McpServerConfig
from chatkit_server.mcp.results import for_model

logger = logging.getLogger(__name__)

McpState = Literal["connecting", "up", "down"]

_FRESH_SECONDS: Final = 30.0
"""How long a list of tools is believed; asking for it again also tells whether anyone is there."""

_PATIENCE_SECONDS: Final = 5.0
"""How long an answer waits for a server that is starting or being looked after."""

_RETRY_SECONDS: Final = 1.0
_RETRY_SECONDS_MOST: Final = 60.0
_CLOSE_SECONDS: Final = 5.0
_MAX_PAGES: Final = 50


class Unreachable(Exception):
    """A server cannot be connected to, or is no longer there; the message says why."""


@asynccontextmanager
async def connected(config: McpServerConfig) -> AsyncIterator[Client]:
    """A client of a server, which is started first if a command starts it.

    Must be left by the task that entered it.
    """
    if config.command is not None:
        parameters = StdioServerParameters(
            command=config.command, args=list(config.args), env=dict(config.env), cwd=config.cwd
        )
        async with Client(stdio_client(parameters), cache=None) as client:
            yield client
        return
    assert config.url is not None
    async with (
        httpx2.AsyncClient(
            headers=dict(config.headers),
            timeout=httpx2.Timeout(config.connect_timeout, read=config.timeout),
        ) as http,
        Client(streamable_http_client(config.url, http_client=http), cache=None) as client,
    ):
        yield client


async def tools_of(client: Client, config: McpServerConfig) -> list[Tool]:
    """The tools that a server offers, of those that are wanted.

    Raises:
        UserError: The list does not end.
    """
    tools: list[Tool] = []
    cursor: str | None = None
    for _ in range(_MAX_PAGES):
        page = await client.list_tools(cursor=cursor)
        tools += page.tools
        cursor = page.next_cursor
        if cursor is None:
            return [tool for tool in tools if config.tools is None or tool.name in config.tools]
    raise UserError("its list of tools does not end")


def reason_of(error: BaseException) -> str:
    """Why a server cannot be used, in a few words that hold no secret of the configuration."""
    if isinstance(error, BaseExceptionGroup):
        return reason_of(error.exceptions[0])
    match error:
        case TimeoutError() | httpx2.TimeoutException():
            return "it takes too long"
        case httpx2.HTTPStatusError(response=response):
            return f"it answers {response.status_code}"
        case httpx2.TransportError():
            return "it cannot be reached"
        case MCPError(code=code) if code == CONNECTION_CLOSED:
            return "it closed the connection"
        case FileNotFoundError():
            return "its command is not there"
        case OSError(strerror=str(said)):
            return said
        case MCPError() | UserError() | Unreachable():
            return str(getattr(error, "message", error))[:200]
        case _:
            return type(error).__name__


class McpConnection(MCPServer):
    """Keeps one server connected, in a task of its own, and calls its tools.

    Args:
        config: Which server.
        images: Whether the model may be sent images.
        retry_seconds: How long to wait after the first failure; twice as long after each more.
    """

    def __init__(
        self,
        config: McpServerConfig,
        *,
        images: bool = True,
        retry_seconds: float = _RETRY_SECONDS,
    ) -> None:
        super().__init__()
        self.config = config
        self._images = images
        self._retry_seconds = retry_seconds
        self._client: Client | None = None
        self._tools: Sequence[Tool] = ()
        self._checked_at = 0.0
        self._reason: str | None = None
        self._settled = asyncio.Event()  # it is known whether the server is there
        self._doubt = asyncio.Event()  # somebody wants to know
        self._closing = False
        self._task: asyncio.Task[None] | None = None

    @property
    def name(self) -> str:
        """What the server is called."""
        return self.config.name

    @property
    def state(self) -> McpState:
        """Whether the server can be called now."""
        if self._client is not None:
            return "up"
        return "down" if self._settled.is_set() else "connecting"

    @property
    def tool_count(self) -> int:
        """How many tools the server offers now."""
        return len(self._tools)

    @property
    def reason(self) -> str | None:
        """Why the server cannot be called, where that is known; without a secret."""
        return self._reason if self.state == "down" else None

    async def connect(self) -> None:
        """Begin to connect; does not wait until it has happened."""
        self._closing = False
        self._task = asyncio.create_task(self._keep_connected(), name=f"mcp {self.name}")

    async def cleanup(self) -> None:
        """Disconnect, and end the server if a command of ours started it."""
        if self._task is None:
            return
        self._closing = True
        self._doubt.set()
        if self._client is None:
            self._task.cancel()
        await asyncio.wait([self._task], timeout=_CLOSE_SECONDS)
        self._task.cancel()
        await asyncio.wait([self._task], timeout=_CLOSE_SECONDS)
        self._task = None

    async def list_tools(
        self,
        run_context: RunContextWrapper[Any] | None = None,
        agent: AgentBase[Any] | None = None,
    ) -> list[Tool]:
        """The tools it offers; none if it is not there."""
        if self._client is not None and time.monotonic() - self._checked_at > _FRESH_SECONDS:
            self._question()
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await self._settled.wait()
        except TimeoutError:
            return []
        return [] if self._client is None else list(self._tools)

    async def call_tool(
        self, tool_name: str, arguments: dict[str, Any] | None, meta: dict[str, Any] | None = None
    ) -> CallToolResult:
        """Call a tool.

        Raises:
            UserError: Why there is no result, for the model.
        """
        client = self._client
        if client is None:
            raise UserError(f'The tool server "{self.name}" is not there at the moment.')
        try:
            result = await client.call_tool(
                tool_name, arguments, read_timeout_seconds=self.config.timeout
            )
        except Exception as error:  # whatever it is, it ends this call and not the answer
            self._explain(tool_name, error)
        return for_model(result, images=self._images)

    async def list_prompts(self) -> ListPromptsResult:
        """Not offered: only tools are used."""
        return ListPromptsResult(prompts=[])

    async def get_prompt(
        self, name: str, arguments: dict[str, Any] | None = None
    ) -> GetPromptResult:
        """Raise: the Agents SDK asks for a prompt only where one was listed."""
        raise NotImplementedError("prompts of MCP servers are not used")

    def _explain(self, tool_name: str, error: Exception) -> NoReturn:
        self._question()
        logger.warning(
            "mcp server %s: the tool %s failed: %s", self.name, tool_name, type(error).__name__
        )
        if isinstance(error, TimeoutError) or (
            isinstance(error, MCPError) and error.code == REQUEST_TIMEOUT
        ):
            message = f"did not answer within {self.config.timeout:g} seconds"
        elif isinstance(error, MCPError) and error.code != CONNECTION_CLOSED:
            raise UserError(error.message) from error
        else:
            message = "went away during the call"
        raise UserError(
            f'The tool server "{self.name}" {message}. Whether it did anything is not known.'
        ) from error

    def _question(self) -> None:
        """Have the server checked before its tools are offered again."""
        self._settled.clear()
        self._doubt.set()

    async def _keep_connected(self) -> None:
        failures = 0
        while not self._closing:
            was_up = False
            try:
                async with connected_in_time(self.config) as (client, tools):
                    was_up, failures = True, 0
                    logger.info("mcp server %s: connected, %d tools", self.name, len(tools))
                    self._found(client, tools)
                    await self._watch(client)
            except Exception as error:  # any: the server is not there, and is tried again
                if not self._closing:
                    self._reason = reason_of(error)
                    logger.warning("mcp server %s: %s", self.name, self._reason)
            finally:
                self._client, self._tools = None, ()
            if was_up:  # once more at once; whoever waits for it goes on waiting
                self._settled.clear()
                continue
            self._settled.set()
            await asyncio.sleep(min(self._retry_seconds * 2**failures, _RETRY_SECONDS_MOST))
            failures = min(failures + 1, 10)

    def _found(self, client: Client, tools: Sequence[Tool]) -> None:
        self._client, self._tools = client, tools
        self._checked_at = time.monotonic()
        self._doubt.clear()
        self._settled.set()

    async def _watch(self, client: Client) -> None:
        """Returns when the server is to be left; raises when it is gone."""
        while True:
            await self._doubt.wait()
            if self._closing:
                return
            async with asyncio.timeout(self.config.connect_timeout):
                tools = await tools_of(client, self.config)
            self._found(client, tools)


@asynccontextmanager
async def connected_in_time(
    config: McpServerConfig,
) -> AsyncIterator[tuple[Client, Sequence[Tool]]]:
    """A client of a server and the server's tools, had within its time limit."""
    try:
        async with asyncio.timeout(config.connect_timeout) as limit, connected(config) as client:
            tools = await tools_of(client, config)
            limit.reschedule(None)
            yield client, tools
    except BaseExceptionGroup as group:
        # What happens to a transport comes in groups of one.
        raise Unreachable(reason_of(group)) from group
