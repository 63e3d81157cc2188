"""Agents with the tools of MCP servers, wherever a conversation is handed on to."""

from __future__ import annotations

import copy
import re
import weakref
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from agents import Agent, Handoff, RunContextWrapper, Tool
from agents.mcp import MCPUtil
from mcp.types import Tool as OfferedTool

from chatkit_server.assistant.base import ChatAgent
from chatkit_server.assistant.context import ChatContext
from chatkit_server.mcp.connection import McpConnection

_MAX_NAME: Final = 64
"""How long the name of a tool may be for all providers."""


class Outfit:
    """The tools that are there for one answer, for every agent that takes part in it.

    An agent that names servers itself, in its ``mcp_servers``, has the tools of those and of no
    others. One that is called as a tool has what it was made with.

    Args:
        offers: What each server offers.
        missing: The servers that are not there, of which agents are told.
    """

    def __init__(
        self, offers: Mapping[McpConnection, Sequence[OfferedTool]], missing: Sequence[str]
    ) -> None:
        self._offers = offers
        self._missing = missing
        # By identity, and each with its original: an id is good as long as what has it is there.
        self._dressed: dict[int, tuple[ChatAgent, ChatAgent]] = {}

    def dress(self, agent: ChatAgent) -> ChatAgent:
        """The agent with the tools, which hands over to agents that have them, too."""
        if id(agent) in self._dressed:
            return self._dressed[id(agent)][1]
        dressed = agent.clone(handoffs=[])
        # Known before its handoffs are: one of them may lead back.
        self._dressed[id(agent)] = agent, dressed
        if not any(isinstance(server, McpConnection) for server in agent.mcp_servers):
            dressed.tools = [*agent.tools, *self._tools(agent)]
            if self._missing:
                dressed.instructions = _with_note(agent, self._missing)
        dressed.handoffs = [self._handoff(to) for to in agent.handoffs]
        return dressed

    def _tools(self, agent: ChatAgent) -> list[Tool]:
        names = {tool.name for tool in agent.tools}
        tools: list[Tool] = []
        for connection, offered in self._offers.items():
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
        return tools

    def _handoff(self, to: ChatAgent | Handoff[ChatContext, Any]) -> Any:
        if not isinstance(to, Handoff):
            return self.dress(to)

        async def invoke(wrapper: RunContextWrapper[Any], arguments: str) -> ChatAgent:
            return self.dress(await to.on_invoke_handoff(wrapper, arguments))

        dressed = copy.copy(to)
        dressed.on_invoke_handoff = invoke
        target = to._agent_ref() if to._agent_ref is not None else None
        if isinstance(target, Agent):
            # By it, a run that waited for the user finds the agent that it goes on with.
            dressed._agent_ref = weakref.ref(self.dress(target))
        return dressed


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
