"""One run of an agent, from what it is given to what the user sees of it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import cast

from agents import (
    HandoffCallItem,
    HandoffOutputItem,
    ImageGenerationTool,
    MessageOutputItem,
    ModelRefusalError,
    ReasoningItem,
    RunConfig,
    Runner,
    RunResultStreaming,
    RunState,
    TResponseInputItem,
)
from chatkit.agents import ResponseStreamConverter, stream_agent_response
from chatkit.server import stream_widget
from chatkit.types import ThreadStreamEvent, WidgetItem
from chatkit.widgets import WidgetRoot

from chatkit_server.approvals.service import Approvals
from chatkit_server.assistant.base import Assistant, ChatAgent
from chatkit_server.assistant.context import ChatContext
from chatkit_server.assistant.failures import NothingSaid, explain
from chatkit_server.assistant.inference import asking, counted, note_usage
from chatkit_server.assistant.normalize import mend
from chatkit_server.assistant.pace import Pace
from chatkit_server.assistant.pausing import PausingRun
from chatkit_server.assistant.refusals import refusal_to, saying
from chatkit_server.assistant.silence import Silence
from chatkit_server.assistant.structured import StructuredRun
from chatkit_server.assistant.tool_hooks import ToolHooks
from chatkit_server.assistant.tool_showing import HostedTools, ToolShowing
from chatkit_server.assistant.tool_taking import ToolTaking
from chatkit_server.i18n.words import words_in
from chatkit_server.tool_calls import ToolDetail

logger = logging.getLogger(__name__)


class AgentRuns:
    """Runs the agents of an assistant.

    Args:
        assistant: Says what is shown.
        approvals: Keep runs that wait for the user's approval.
        show_tools: How much is shown of the calls of tools; None for what the assistant wants.
        silence_seconds: How long a model may say nothing.
    """

    def __init__(
        self,
        assistant: Assistant,
        approvals: Approvals,
        *,
        show_tools: ToolDetail | None,
        silence_seconds: float,
    ) -> None:
        self._assistant = assistant
        self._approvals = approvals
        self._show_tools = show_tools
        self._silence_seconds = silence_seconds

    async def events(
        self,
        agent: ChatAgent,
        run_config: RunConfig,
        given: list[TResponseInputItem] | RunState[ChatContext],
        chat_context: ChatContext,
    ) -> AsyncIterator[ThreadStreamEvent]:
        """Run an agent, and tell what happens until it ends or waits for the user.

        Args:
            given: The conversation, or a run that goes on.

        Raises:
            CustomStreamError: The model failed in a known way; the message is for the user.
        """
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
                run_config=asking(agent, run_config),
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
            if chat_context.message_id is not None and _is_empty(run.result):
                raise NothingSaid
            if present is not None and shown.left_out and not run.paused:
                output = present(run.result.final_output, context)
                async for event in _presented(output, chat_context):
                    for each in chat_context.citations.annotate(event):
                        yield each
        except ModelRefusalError as error:
            if shown.left_out:  # otherwise the user has read it
                yield saying(mend(error.refusal), chat_context)
        except Exception as error:  # raised again, unless it is known what to tell of it
            words = words_in(context.locale)
            refusal = refusal_to(error, words)
            if refusal is not None:
                logger.info("a guardrail stopped the agent: %s", type(error).__name__)
                yield saying(refusal, chat_context)
                return
            explained = explain(error, words)
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


def _is_empty(result: RunResultStreaming) -> bool:
    """Whether nothing came of a run but thoughts; of one that goes on, nothing need come."""
    unseen = MessageOutputItem | ReasoningItem | HandoffCallItem | HandoffOutputItem
    return result.final_output in (None, "") and all(
        isinstance(item, unseen) for item in result.new_items
    )


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
