"""Gives agents the tools of the MCP servers that are configured."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from agents import Agent, RunContextWrapper
from agents.mcp import MCPUtil

from chatkit_server.assistant.base import ChatAgent
from chatkit_server.assistant.context import ChatContext
from chatkit_server.mcp.config import McpServerConfig
from chatkit_server.mcp.connection import McpConnection, McpState

_MAX_NAME: Final = 64
"""How long the name of a tool may be for all providers."""


class McpServers:
    """The connections to all servers that are configured.

    Args:
        configs: Which servers.
        images: Whether the model may be sent images.
        retry_seconds: How long to wait before a server that is down is tried again, at first.
    """

    def __init__(
        self,
        configs: Sequence[McpServerConfig],
        *,
        images: bool = True,
        retry_seconds: float = 1.0,
    ) -> None:
        self._connections = [
            McpConnection(config, images=images, retry_seconds=retry_seconds) for config in configs
        ]

    @property
    def states(self) -> Mapping[str, McpState]:
        """What can be called now, by name."""
        return {connection.name: connection.state for connection in self._connections}

    async def start(self) -> None:
        """Begin to connect to all of them; what serves does not wait for them."""
        for connection in self._connections:
            await connection.connect()

    async def aclose(self) -> None:
        """Disconnect from all of them."""
        await asyncio.gather(*(connection.cleanup() for connection in self._connections))

    async def equip(self, agent: ChatAgent) -> ChatAgent:
        """The agent with the tools of the servers that are there; it is told of those that are not.

        Names begin with the server's, so that two servers may have tools of one name.
        """
        if not self._connections:
            return agent
        offers = await asyncio.gather(*(each.list_tools() for each in self._connections))
        names = {tool.name for tool in agent.tools}
        tools = list(agent.tools)
        for connection, offered in zip(self._connections, offers, strict=True):
            for tool in offered:
                name = tool_name(connection.name, tool.name, names)
                names.add(name)
                tools.append(
                    MCPUtil.to_function_tool(
                        tool,
                        connection,
                        convert_schemas_to_strict=False,
                        agent=agent,
                        failure_error_function=_told,
                        tool_name_override=name,
                    )
                )
        missing = [each.name for each in self._connections if each.state != "up"]
        if not missing:
            return agent.clone(tools=tools)
        return agent.clone(tools=tools, instructions=_with_note(agent, missing))


def tool_name(server: str, tool: str, taken: set[str]) -> str:
    """A name that every provider takes, and that is not taken."""
    name = re.sub(r"[^A-Za-z0-9_-]", "_", f"{server}_{tool}")
    if len(name) <= _MAX_NAME and name not in taken:
        return name
    digest = sha256(f"{server}\0{tool}".encode()).hexdigest()[:8]
    return f"{name[: _MAX_NAME - 9]}_{digest}"


def _told(wrapper: RunContextWrapper[Any], error: Exception) -> str:
    """What the model is told of a call that has no result."""
    return f"The tool failed: {error}"


def _with_note(agent: ChatAgent, missing: Sequence[str]) -> Any:
    note = (
        f"The tools of {', '.join(missing)} are not available at the moment. If they are needed, "
        "say so."
    )

    async def instructions(wrapper: RunContextWrapper[ChatContext], _: Agent[ChatContext]) -> str:
        own = await agent.get_system_prompt(wrapper)
        return f"{own}\n\n{note}" if own else note

    return instructions
