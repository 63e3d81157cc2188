"""Answers with an agent."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Any, Protocol

from agents import (
    Model,
    ModelProvider,
    MultiProvider,
    RunConfig,
    RunContextWrapper,
    RunState,
    ToolExecutionConfig,
)
from agents.exceptions import UserError
from chatkit.actions import Action
from chatkit.types import ThreadMetadata, ThreadStreamEvent, UserMessageItem, WidgetItem

from chatkit_server.approvals.service import Approvals, answer_of, decide
from chatkit_server.assistant.base import Assistant, ChatAgent
from chatkit_server.assistant.context import ChatContext
from chatkit_server.assistant.history import History
from chatkit_server.assistant.inference import with_choices
from chatkit_server.assistant.model_titles import ModelTitles
from chatkit_server.assistant.models import ModelChoice
from chatkit_server.assistant.running import AgentRuns
from chatkit_server.assistant.titles import title_for
from chatkit_server.assistant.tool_results import cutting_results
from chatkit_server.context import RequestContext
from chatkit_server.tool_calls import ToolDetail
from stores.sql_store import SQLStore

logger = logging.getLogger(__name__)


class Equipment(Protocol):
    """More tools for whatever agent answers."""

    async def equip(self, agent: ChatAgent) -> ChatAgent:
        """The agent with the tools that are there now."""


class AgentResponder:
    """Answers with an Agents SDK agent.

    Args:
        assistant: Makes the agent and knows the widgets.
        store: Where the thread's history is read.
        approvals: Keep what waits for the user's approval.
        history: Tells the model of the thread; by default without files and summaries.
        equipment: More tools for the agent.
        models: Gives the models that agents name, or do not name; OpenAI's by default.
        show_tools: How much is shown of the calls of tools; None for what the assistant wants.
        silence_seconds: How long a model may say nothing.
        titles: Names threads better than their first sentence does; None where nothing does.
        tracing: Whether runs are exported to the tracing backend of the Agents SDK.
    """

    def __init__(
        self,
        assistant: Assistant,
        store: SQLStore[RequestContext],
        approvals: Approvals,
        *,
        history: History | None = None,
        equipment: Equipment | None = None,
        models: ModelProvider | None = None,
        show_tools: ToolDetail | None = None,
        silence_seconds: float = 60.0,
        titles: ModelTitles | None = None,
        tracing: bool = False,
    ) -> None:
        assert assistant.agent is not None, "there is nothing to answer with"
        self._agent = assistant.agent
        self._assistant = assistant
        self._client_tools = [tool.for_agent() for tool in assistant.client_tools]
        self._store = store
        self._approvals = approvals
        self._history = history or History(store, assistant)
        self._equipment = equipment
        self._titles = titles
        self._runs = AgentRuns(
            assistant, approvals, show_tools=show_tools, silence_seconds=silence_seconds
        )
        self._run_config = RunConfig(
            model_provider=models or MultiProvider(),
            tracing_disabled=not tracing,
            trace_include_sensitive_data=False,
            call_model_input_filter=cutting_results(self._history.budget),
            # A tool that the model made up is for the model to mend, not the user.
            tool_not_found_behavior="return_error_to_model",
            # One after the other, in the model's order: what is shown has an order, and "rename
            # it, then delete it" has to be done in that one.
            tool_execution=ToolExecutionConfig(max_function_tool_concurrency=1),
        )

    async def respond(
        self,
        thread: ThreadMetadata,
        message: UserMessageItem | None,
        context: RequestContext,
    ) -> AsyncIterator[ThreadStreamEvent]:
        """Answer the newest message of a thread, or go on after a client tool's result.

        Raises:
            CustomStreamError: The model failed in a known way; the message is for the user.
        """
        named = False
        if message is not None and thread.title is None and context.titling:
            thread.title, named = title_for(message), True
        chat_context = ChatContext(
            thread=thread,
            store=self._store,
            request_context=context,
            message_id=message.id if message is not None else None,
        )
        agent, run_config = await self._chosen(chat_context, message)
        model = ModelChoice(agent.model, run_config.model_provider)
        history = await self._history.load(thread.id, model, context)
        async for event in self._runs.events(agent, run_config, history, chat_context):
            yield event
        if named and self._titles is not None:
            # A model that the agent has of its own is asked: no other provider gets to see what
            # was said. One that it only names may be dearer than a title is worth.
            own = agent.model if isinstance(agent.model, Model) else None
            self._titles.begin(thread, ModelChoice(own, run_config.model_provider), context)

    async def go_on(
        self,
        thread: ThreadMetadata,
        card: WidgetItem,
        action: Action[str, Any],
        context: RequestContext,
    ) -> AsyncIterator[ThreadStreamEvent]:
        """Go on with what the user approves or rejects; show what became of it if it is too late.

        Raises:
            InvalidRequest: The action's payload makes no sense.
            CustomStreamError: The model failed in a known way; the message is for the user.
        """
        answer = answer_of(action)
        approvals = self._approvals
        approval = await approvals.find(thread.id, card.id, context)
        if approval is None or approval.state is None or not approvals.is_pending(approval):
            yield approvals.shown(card, approval, context)
            return
        kept = approval.state["beside"]
        chat_context = ChatContext(
            thread=thread, store=self._store, request_context=context, **kept
        )
        agent, run_config = await self._chosen(chat_context, None)
        try:
            run = await RunState.from_json(
                agent, dict(approval.state["run"]), context_override=RunContextWrapper(chat_context)
            )
        except (UserError, ValueError) as error:
            logger.warning("a run cannot go on after its approval: %s", type(error).__name__)
            yield approvals.shown(card, await approvals.give_up(approval), context)
            return
        answered = await approvals.answer(approval, answer)
        if answered is None:
            newest = await approvals.find(thread.id, card.id, context)
            yield approvals.shown(card, newest, context)
            return
        yield approvals.shown(card, answered, context)
        decide(run, answered)
        async for event in self._runs.events(agent, run_config, run, chat_context):
            yield event

    async def _chosen(
        self, chat_context: ChatContext, message: UserMessageItem | None
    ) -> tuple[ChatAgent, RunConfig]:
        agent = self._agent(chat_context.request_context)
        if self._client_tools:
            agent = agent.clone(tools=[*agent.tools, *self._client_tools])
        if self._equipment is not None:
            agent = await self._equipment.equip(agent)
        if self._assistant.respond is not None:  # it has chosen already
            return agent, self._run_config
        return await with_choices(agent, self._run_config, self._assistant, chat_context, message)
