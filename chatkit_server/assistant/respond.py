"""Runs an assistant's agent and tells what happens as ChatKit events."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from typing import Any, Protocol, TypeAlias, cast

from agents import (
    ImageGenerationTool,
    ModelProvider,
    MultiProvider,
    RunConfig,
    RunContextWrapper,
    Runner,
    RunResultStreaming,
    RunState,
    ToolExecutionConfig,
    TResponseInputItem,
)
from agents.exceptions import UserError
from chatkit.actions import Action
from chatkit.agents import ResponseStreamConverter, stream_agent_response
from chatkit.server import stream_widget
from chatkit.types import ThreadMetadata, ThreadStreamEvent, UserMessageItem, WidgetItem
from chatkit.widgets import WidgetRoot

from chatkit_server.approvals.service import Approvals, answer_of, decide
from chatkit_server.assistant.base import Assistant, ChatAgent, Respond, Turn
from chatkit_server.assistant.context import ChatContext
from chatkit_server.assistant.converter import FilesForModel
from chatkit_server.assistant.failures import explain
from chatkit_server.assistant.history import load_history
from chatkit_server.assistant.inference import counted, counting, note_usage, with_choices
from chatkit_server.assistant.model_titles import ModelTitles
from chatkit_server.assistant.pace import Pace
from chatkit_server.assistant.pausing import PausingRun
from chatkit_server.assistant.refusals import refusal_to, saying
from chatkit_server.assistant.silence import Silence
from chatkit_server.assistant.structured import StructuredRun
from chatkit_server.assistant.titles import title_for
from chatkit_server.assistant.tool_hooks import ToolHooks
from chatkit_server.assistant.tool_results import cut_results
from chatkit_server.assistant.tool_showing import HostedTools, ToolShowing
from chatkit_server.assistant.tool_taking import ToolTaking
from chatkit_server.assistant.waiting import end_waiting
from chatkit_server.context import RequestContext
from chatkit_server.errors import InvalidRequest
from chatkit_server.tool_calls import ToolDetail
from stores.sql_store import SQLStore

logger = logging.getLogger(__name__)

FilesOf: TypeAlias = Callable[[RequestContext], FilesForModel]
"""Gives what shows a model the files of one user."""


class Responder(Protocol):
    """Answers in a thread."""

    def respond(
        self,
        thread: ThreadMetadata,
        message: UserMessageItem | None,
        context: RequestContext,
    ) -> AsyncIterator[ThreadStreamEvent]:
        """Answer the newest message of a thread, or go on after what the user did in it."""

    def go_on(
        self,
        thread: ThreadMetadata,
        card: WidgetItem,
        action: Action[str, Any],
        context: RequestContext,
    ) -> AsyncIterator[ThreadStreamEvent]:
        """Go on with what the user approves or rejects; ``action`` is one of a card's."""


def responder_of(
    assistant: Assistant,
    store: SQLStore[RequestContext],
    approvals: Approvals,
    *,
    files: FilesOf | None = None,
    equipment: Equipment | None = None,
    models: ModelProvider | None = None,
    show_tools: ToolDetail | None = None,
    silence_seconds: float = 60.0,
    titles: ModelTitles | None = None,
    tracing: bool = False,
) -> Responder:
    """What answers for an assistant: its agent, or its own function."""
    if assistant.respond is not None:
        return FunctionResponder(assistant.respond, store)
    return AgentResponder(
        assistant,
        store,
        approvals,
        files=files,
        equipment=equipment,
        models=models,
        show_tools=show_tools,
        silence_seconds=silence_seconds,
        titles=titles,
        tracing=tracing,
    )


class Equipment(Protocol):
    """More tools for whatever agent answers."""

    async def equip(self, agent: ChatAgent) -> ChatAgent:
        """The agent with the tools that are there now."""


class FunctionResponder:
    """Answers with a function that yields events."""

    def __init__(self, respond: Respond, store: SQLStore[RequestContext]) -> None:
        self._respond = respond
        self._store = store

    def respond(
        self,
        thread: ThreadMetadata,
        message: UserMessageItem | None,
        context: RequestContext,
    ) -> AsyncIterator[ThreadStreamEvent]:
        """Answer as the function does."""
        return self._respond(Turn(thread, message, context, self._store))

    def go_on(
        self,
        thread: ThreadMetadata,
        card: WidgetItem,
        action: Action[str, Any],
        context: RequestContext,
    ) -> AsyncIterator[ThreadStreamEvent]:
        """Refuse: a function has no run to go on with."""
        raise InvalidRequest("This assistant does not ask for approval.")


class AgentResponder:
    """Answers with an Agents SDK agent.

    Args:
        assistant: Makes the agent and knows the widgets.
        store: Where the thread's history is read.
        approvals: Keep what waits for the user's approval.
        history_tokens: How much of the history the model sees, roughly.
        files: Shows the model the files of messages; without it, their names.
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
        history_tokens: int = 24_000,
        files: FilesOf | None = None,
        equipment: Equipment | None = None,
        models: ModelProvider | None = None,
        show_tools: ToolDetail | None = None,
        silence_seconds: float = 60.0,
        titles: ModelTitles | None = None,
        tracing: bool = False,
    ) -> None:
        assert assistant.agent is not None, "responder_of() makes what answers without one"
        self._agent = assistant.agent
        self._assistant = assistant
        self._store = store
        self._approvals = approvals
        self._history_tokens = history_tokens
        self._files = files
        self._show_tools = show_tools
        self._equipment = equipment
        self._silence_seconds = silence_seconds
        self._titles = titles
        self._run_config = RunConfig(
            model_provider=models or MultiProvider(),
            tracing_disabled=not tracing,
            trace_include_sensitive_data=False,
            call_model_input_filter=cut_results,
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
        named = message is not None and thread.title is None and context.titling
        if message is not None:
            if named:
                thread.title = title_for(message)
            async for event in end_waiting(thread, message, self._store, self._approvals, context):
                yield event
        history = await load_history(
            self._store,
            thread.id,
            context,
            self._assistant,
            budget=self._history_tokens,
            files=self._files(context) if self._files is not None else None,
        )
        chat_context = ChatContext(
            thread=thread,
            store=self._store,
            request_context=context,
            message_id=message.id if message is not None else None,
        )
        agent, run_config = await self._chosen(chat_context, message)
        async for event in self._run(agent, run_config, history, chat_context):
            yield event
        if named and self._titles is not None:
            self._titles.begin(thread, context)

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
            yield approvals.shown(card, approval)
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
            yield approvals.shown(card, await approvals.give_up(approval))
            return
        answered = await approvals.answer(approval, answer)
        if answered is None:
            yield approvals.shown(card, await approvals.find(thread.id, card.id, context))
            return
        yield approvals.shown(card, answered)
        decide(run, answered)
        async for event in self._run(agent, run_config, run, chat_context):
            yield event

    async def _chosen(
        self, chat_context: ChatContext, message: UserMessageItem | None
    ) -> tuple[ChatAgent, RunConfig]:
        agent = self._agent(chat_context.request_context)
        if self._equipment is not None:
            agent = await self._equipment.equip(agent)
        return await with_choices(agent, self._run_config, self._assistant, chat_context, message)

    async def _run(
        self,
        agent: ChatAgent,
        run_config: RunConfig,
        given: list[TResponseInputItem] | RunState[ChatContext],
        chat_context: ChatContext,
    ) -> AsyncIterator[ThreadStreamEvent]:
        context = chat_context.request_context
        detail = self._show_tools or self._assistant.show_tools
        showing = ToolShowing(chat_context, detail, self._assistant.tool_titles)
        silence = Silence(self._silence_seconds)
        pace = Pace()
        hooks = ToolHooks(showing, silence, pace, self._assistant.hooks)

        def start(given: list[TResponseInputItem] | RunState[ChatContext]) -> RunResultStreaming:
            return Runner.run_streamed(
                agent,
                given,
                context=chat_context,
                max_turns=self._assistant.max_turns,
                hooks=hooks,
                run_config=counting(agent, run_config),
            )

        async def ask(run: RunState[ChatContext]) -> WidgetItem | None:
            beside = chat_context.model_dump(
                mode="json", include={"message_id", "client_tool_call", "questions"}
            )
            return await self._approvals.ask(chat_context.thread, context, run, beside)

        run = PausingRun(start, given, chat_context, silence, ask)
        before = counted(run.result)
        present = self._assistant.present
        told = HostedTools(ToolTaking(run, context.tools), showing, pace, chat_context)
        shown = StructuredRun(told, leave_out=present is not None)
        events = stream_agent_response(
            chat_context,
            cast(RunResultStreaming, shown),
            converter=ResponseStreamConverter(partial_images=_partial_images(agent)),
        )
        try:
            async for event in events:
                for settled in showing.settle(event):
                    for each in chat_context.citations.annotate(settled):
                        yield each
            if present is not None and shown.left_out and not run.paused:
                output = present(run.result.final_output, context)
                async for event in _presented(output, chat_context):
                    for each in chat_context.citations.annotate(event):
                        yield each
        except Exception as error:
            refusal = refusal_to(error)
            if refusal is not None:
                logger.info("a guardrail stopped the agent: %s", type(error).__name__)
                yield saying(refusal, chat_context)
                return
            explained = explain(error)
            if explained is None:
                raise
            # The provider's own words may quote the conversation; these are enough to find it.
            logger.warning(
                "the agent failed: %s, status %s, provider's request %s",
                type(error).__name__,
                getattr(error, "status_code", "-"),
                getattr(error, "request_id", "-"),
            )
            raise explained from error
        finally:
            note_usage(context.spent, counted(run.result), before, agent, run_config)
            run.close()
            chat_context.close()


def _partial_images(agent: ChatAgent) -> int | None:
    """How many partial images come before a whole one; None where nobody said."""
    for tool in agent.tools:
        if isinstance(tool, ImageGenerationTool):
            return tool.tool_config.get("partial_images")
    return None


def _presented(shown: WidgetRoot | str, context: ChatContext) -> AsyncIterator[ThreadStreamEvent]:
    async def say(text: str) -> AsyncIterator[ThreadStreamEvent]:
        yield saying(text, context)

    if isinstance(shown, str):
        return say(shown)
    return stream_widget(context.thread, shown, None, context.generate_id)
