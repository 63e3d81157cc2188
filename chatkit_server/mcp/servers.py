"""The MCP servers that are configured, whose tools agents use."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chatkit_server.assistant.base import ChatAgent
from chatkit_server.mcp.config import McpServerConfig
from chatkit_server.mcp.connection import McpConnection, McpState
from chatkit_server.mcp.outfit import Outfit

_FIRST_RETRY_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class McpServerStatus:
    """How it is with a server.

    Attributes:
        tools: How many it offers now.
        reason: Why it is down, if it is; without a secret.
    """

    name: str
    state: McpState
    tools: int
    reason: str | None


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
        retry_seconds: float = _FIRST_RETRY_SECONDS,
    ) -> None:
        self._connections = {
            config.name: McpConnection(config, images=images, retry_seconds=retry_seconds)
            for config in configs
        }

    @property
    def by_name(self) -> Mapping[str, McpConnection]:
        """The connections."""
        return self._connections

    @property
    def statuses(self) -> Sequence[McpServerStatus]:
        """How it is with each of them now."""
        return [
            McpServerStatus(each.name, each.state, each.tool_count, each.reason)
            for each in self._connections.values()
        ]

    async def start(self) -> None:
        """Begin to connect to all of them; what serves does not wait for them."""
        for connection in self._connections.values():
            await connection.connect()

    async def aclose(self) -> None:
        """Disconnect from all of them."""
        await asyncio.gather(*(each.cleanup() for each in self._connections.values()))

    async def equip(self, agent: ChatAgent) -> ChatAgent:
        """The agent with the tools of the servers that are there; it is told of those that are not.

        So are those that it hands over to. Names begin with the server's, so that two servers may
        have tools of one name.
        """
        if not self._connections:
            return agent
        connections = list(self._connections.values())
        offers = await asyncio.gather(*(each.list_tools() for each in connections))
        missing = [each.name for each in connections if each.state != "up"]
        return Outfit(dict(zip(connections, offers, strict=True)), missing).dress(agent)
