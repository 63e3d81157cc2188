"""Tells of tools and models as they begin and end, beside the hooks of the assistant's own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from agents import (
    Agent,
    ModelResponse,
    ModelSettings,
    RunConfig,
    RunHooks,
    Tool,
    TResponseInputItem,
)
from agents.run_context import AgentHookContext, RunContextWrapper
from agents.tool_context import ToolContext

from chatkit_server.assistant.context import ChatContext
from chatkit_server.assistant.pace import Pace
from chatkit_server.assistant.pausing import WaitsForUser
from chatkit_server.assistant.silence import Silence
from chatkit_server.assistant.tool_showing import ToolShowing


class ToolHooks(RunHooks[ChatContext]):
    """Shows tools, in the order in which they and their agent are at work; times the model.

    Args:
        showing: Where to.
        silence: Told of when the model is to speak.
        pace: How far behind those are who are told.
        own: The assistant's hooks, told of everything.
    """

    def __init__(
        self,
        showing: ToolShowing,
        silence: Silence,
        pace: Pace,
        own: RunHooks[ChatContext] | None,
    ) -> None:
        self._showing = showing
        self._silence = silence
        self._pace = pace
        self._own = own or RunHooks()

    async def on_tool_start(
        self, context: RunContextWrapper[ChatContext], agent: Agent[ChatContext], tool: Tool
    ) -> None:
        """Show that it is at work, after what was said before."""
        await self._pace.level()
        if isinstance(context, ToolContext):
            await self._showing.begin(
                context.tool_call_id, context.tool_name, context.tool_arguments
            )
            context.run_config = _with_limit(context.run_config, self._silence.seconds)
        await self._own.on_tool_start(context, agent, tool)

    async def on_tool_end(
        self,
        context: RunContextWrapper[ChatContext],
        agent: Agent[ChatContext],
        tool: Tool,
        result: object,
    ) -> None:
        """Show that it is done."""
        if isinstance(context, ToolContext):
            await self._showing.end(context.tool_call_id, result)
        await self._own.on_tool_end(context, agent, tool, result)

    async def on_llm_start(
        self,
        context: RunContextWrapper[ChatContext],
        agent: Agent[ChatContext],
        system_prompt: str | None,
        input_items: list[TResponseInputItem],
    ) -> None:
        """Begin to wait for it, and have tools wait for what it says.

        Raises:
            WaitsForUser: The user or the page is to do something first.
        """
        if context.context.waits:
            raise WaitsForUser
        self._silence.begin()
        self._pace.asked()
        await self._own.on_llm_start(context, agent, system_prompt, input_items)

    async def on_llm_end(
        self,
        context: RunContextWrapper[ChatContext],
        agent: Agent[ChatContext],
        response: ModelResponse,
    ) -> None:
        """Wait for it no more."""
        self._silence.end()
        await self._own.on_llm_end(context, agent, response)

    async def on_agent_start(
        self, context: AgentHookContext[ChatContext], agent: Agent[ChatContext]
    ) -> None:
        """Pass it on."""
        await self._own.on_agent_start(context, agent)

    async def on_agent_end(
        self, context: AgentHookContext[ChatContext], agent: Agent[ChatContext], output: Any
    ) -> None:
        """Pass it on."""
        await self._own.on_agent_end(context, agent, output)

    async def on_handoff(
        self,
        context: RunContextWrapper[ChatContext],
        from_agent: Agent[ChatContext],
        to_agent: Agent[ChatContext],
    ) -> None:
        """Pass it on."""
        await self._own.on_handoff(context, from_agent, to_agent)


def _with_limit(config: RunConfig | None, seconds: float) -> RunConfig | None:
    """The configuration for an agent that is a tool: nobody sees when its model falls silent."""
    if config is None:
        return None
    limit = ModelSettings(timeout=seconds)
    settings = config.model_settings
    return replace(config, model_settings=settings.resolve(limit) if settings else limit)
